-- Who may write to a collection: one server of those that share this database, until its time is over.
create table collection_writer (
    name varchar(64) primary key,
    node varchar(64) not null,
    until timestamp with time zone not null
);
