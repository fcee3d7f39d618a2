-- Stands for the queue's migration.
select 1;
