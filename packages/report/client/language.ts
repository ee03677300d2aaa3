/**
 * Chromium's headless shell names its language after the system's locale: "en-US@posix" where that is C, as in most
 * containers. Intl refuses that name, and the chart library asks Intl as soon as it is loaded; so this comes first.
 */
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' });
}
