create table job (
    id uuid primary key,
    kind varchar(64) not null,
    title varchar(300) not null,
    state varchar(16) not null,
    wanted varchar(16),
    progress double precision not null,
    message varchar(1000),
    request text not null,
    checkpoint text,
    result text,
    error varchar(4000),
    node varchar(64),
    seen_at timestamp with time zone,
    created_at timestamp with time zone not null,
    started_at timestamp with time zone,
    finished_at timestamp with time zone
);

create index job_by_age on job (created_at);
create index job_by_state on job (state);
