-- What members sort their tasks and projects by. name_key is the name as it is compared, in lower case: two labels that
-- differ in case alone would look like one.
create table labels (
  id         uuid primary key,
  name       text not null check (char_length(name) between 1 and 40),
  name_key   text not null,
  color      text not null check (color in ('slate', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'violet')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint labels_name_key unique (name_key)
);

create table task_labels (
  task_id  uuid not null references tasks (id) on delete cascade,
  label_id uuid not null references labels (id) on delete cascade,
  primary key (task_id, label_id)
);
create index task_labels_label_id on task_labels (label_id);

create table project_labels (
  project_id uuid not null references projects (id) on delete cascade,
  label_id   uuid not null references labels (id) on delete cascade,
  primary key (project_id, label_id)
);
create index project_labels_label_id on project_labels (label_id);
