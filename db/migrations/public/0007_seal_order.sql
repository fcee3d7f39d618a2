-- Which of two secrets is the new one: the rotation ends with it, and goes back to the other.
alter table public.seal add column since timestamptz not null default now();
