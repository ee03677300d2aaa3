export { createElasticsearch } from './elasticsearch.ts';
