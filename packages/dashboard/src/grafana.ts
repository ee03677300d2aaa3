import type * as annotationsList from '@grafana/grafana-foundation-sdk/annotationslist';
import type * as cloudwatch from '@grafana/grafana-foundation-sdk/cloudwatch';
import type * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import type * as elasticsearch from '@grafana/grafana-foundation-sdk/elasticsearch';
import type * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type * as text from '@grafana/grafana-foundation-sdk/text';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { Plain } from './plain.ts';

/** Grafana's dashboard model, as far as it is used: the classic one, which every Grafana from 10 on imports. */

export interface Dashboard extends Omit<Plain<grafana.Dashboard>, 'panels' | 'annotations' | 'templating'> {
  readonly panels: readonly Placed[];
  readonly annotations: { readonly list: readonly AnnotationQuery[] };
  readonly templating: { readonly list: readonly Variable[] };
}

export type Variable = Plain<grafana.VariableModel>;
export type DataSource = Plain<grafana.DataSourceRef>;
export type Thresholds = Plain<grafana.ThresholdsConfig>;
export type Link = Plain<grafana.DashboardLink>;

export interface AnnotationQuery extends Omit<Plain<grafana.AnnotationQuery>, 'target'> {
  readonly target?: Plain<grafana.AnnotationTarget>;
}

export type PrometheusQuery = Plain<prometheus.Dataquery>;
export type CloudWatchQuery = Plain<cloudwatch.MetricsQuery>;
export type SearchQuery = Plain<elasticsearch.dataquery>;
export type Query = PrometheusQuery | CloudWatchQuery | SearchQuery;

/** A panel that has no place yet. */
export type Panel =
  | PanelOf<'timeseries', timeseries.Options, timeseries.FieldConfig>
  | PanelOf<'stat', stat.Options, Record<string, never>>
  | PanelOf<'text', text.Options, Record<string, never>>
  | PanelOf<'annolist', annotationsList.Options, Record<string, never>>;

type Common = Omit<Plain<grafana.Panel>, 'type' | 'id' | 'gridPos' | 'targets' | 'options' | 'fieldConfig'>;
type FieldDefaults = Omit<Plain<grafana.FieldConfig>, 'custom'>;

interface PanelOf<Type extends string, Options, Custom> extends Common {
  readonly type: Type;
  readonly title: string;
  readonly options: Plain<Options>;
  readonly targets?: readonly Query[];
  readonly fieldConfig?: {
    readonly defaults: FieldDefaults & { readonly custom?: Plain<Custom> };
    readonly overrides: readonly [];
  };
}

export type Row = Omit<Plain<grafana.RowPanel>, 'id' | 'gridPos' | 'panels'> & {
  readonly panels: readonly [];
};

interface Place {
  readonly id: number;
  readonly gridPos: Plain<grafana.GridPos>;
}
export type Placed = (Panel | Row) & Place;
