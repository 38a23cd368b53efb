create table access_key (
    id uuid primary key,
    name varchar(100) not null,
    scope varchar(16) not null,
    hash varchar(64) not null unique,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone
);

create table login (
    hash varchar(64) primary key,
    key_hash varchar(64) not null,
    ends_at timestamp with time zone not null
);
