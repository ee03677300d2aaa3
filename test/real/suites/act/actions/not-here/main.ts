throw new Error('this action was to be skipped');
