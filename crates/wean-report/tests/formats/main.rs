//! What people and programs see: snapshots of every answer in every format, made of one invented town.

mod cyclonedx;
mod replay;
mod schema;
mod tables;
mod town;
