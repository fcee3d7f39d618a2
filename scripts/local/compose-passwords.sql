-- Passwords for the local database of docker-compose.yml only.
alter role tenantry_owner password 'tenantry';
alter role tenantry_app password 'tenantry';
alter role tenantry_web password 'tenantry';
alter role tenantry_backup password 'tenantry';
