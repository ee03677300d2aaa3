export { createPrometheusAlerts } from './alerts.ts';
export { createPrometheus } from './prometheus.ts';
export {
  surveyPrometheus,
  type FoundAvailability,
  type FoundLatency,
  type SloSurvey,
  type SurveyedPods,
} from './survey.ts';
