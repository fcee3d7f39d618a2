export type LabelView = { id: string; name: string; color: string };
