-- Passwords for the database that docker-compose.yml runs on this machine, and for no other.
alter role tenantry_owner password 'tenantry';
alter role tenantry_app password 'tenantry';
alter role tenantry_web password 'tenantry';
alter role tenantry_backup password 'tenantry';
