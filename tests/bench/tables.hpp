// The tables that rows work on, the same on every database.
#pragma once

#include <cstdint>
#include <string>

#include "models.hpp"

namespace bench {

/// Makes the tables, and fills them by Rowan itself: customers have the keys 1 to `customers`, contacts and members
/// there are none.
void make_tables(rowan::Database& database, std::int64_t customers);

/// So many rows of 2 kB.
void fill_pages(std::int64_t count);

/// A query for a checksum over the rows of a kind of customers whose key is greater than `last_kept`. `integer` is what
/// the database calls an integer in a CAST.
std::string checksum_query(const std::string& table, std::int64_t last_kept, const std::string& integer);

}  // namespace bench
