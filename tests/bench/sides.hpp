// How every side of a row frames its work, on any database, so that all do the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "measure.hpp"
#include "samples.hpp"

namespace bench {

inline constexpr std::size_t finds = 10'000;   // in one transaction
inline constexpr std::size_t writes = 10'000;  // likewise

/// Keys all over the table, the same ones for all sides.
inline std::int64_t found_key(std::size_t i, std::int64_t customers) {
  return 1 + static_cast<std::int64_t>(i * 7919) % customers;
}

template <class Rows>
std::uint64_t checksum_of(const Rows& rows) {
  std::uint64_t sum = 0;
  for (const auto& row : rows) sum += checksum(row);
  return sum;
}

template <class T>
std::uint64_t checksum_of(const std::vector<std::vector<T>>& chunks) {
  std::uint64_t sum = 0;
  for (const auto& chunk : chunks) sum += checksum_of(chunk);
  return sum;
}

/// Loads everything, once per unit. Loading and freeing are timed, looking at what was loaded is not.
template <class Load>
Side scan_side(Load load) {
  return [load](Round& round) {
    for (std::size_t i = 0; i < round.amount; ++i) {
      round.start();
      {
        auto rows = load();
        round.stop();
        round.check += checksum_of(rows);
        round.start();
      }
      round.stop();
    }
  };
}

/// `transaction(body)` runs the body in a transaction; `find(key)` gives the customer.
template <class Transaction, class Find>
Side find_side(std::int64_t customers, Transaction transaction, Find find) {
  return [=](Round& round) {
    round.start();
    for (std::size_t unit = 0; unit < round.amount; ++unit) {
      transaction([&] {
        for (std::size_t i = 0; i < finds; ++i) round.check += checksum(find(found_key(i, customers)));
      });
    }
    round.stop();
  };
}

/// `insert(n)` makes the n-th customer and inserts it; `remove` takes them out again and gives a checksum over them.
template <class Transaction, class Insert, class Remove>
Side insert_side(Transaction transaction, Insert insert, Remove remove) {
  return [=](Round& round) {
    round.start();
    for (std::size_t unit = 0; unit < round.amount; ++unit) {
      transaction([&] {
        for (std::size_t i = 0; i < writes; ++i) insert(static_cast<std::int64_t>(unit * writes + i));
      });
    }
    round.stop();
    round.check = remove();
  };
}

/// Gives each of the first customers a score that it doesn't have; `set(i, score)` writes the i-th.
template <class Fixture, class Transaction, class Set>
Side update_side(Fixture& fixture, double first_score, Transaction transaction, Set set) {
  return [=, &fixture, score = first_score](Round& round) mutable {
    score += 1;
    round.start();
    for (std::size_t unit = 0; unit < round.amount; ++unit) {
      transaction([&] {
        for (std::size_t i = unit * writes; i < (unit + 1) * writes; ++i) set(i, score);
      });
    }
    round.stop();
    fixture.settle();
    const std::string written = "SELECT count(*) FROM customers WHERE score = " + std::to_string(score);
    round.check = static_cast<std::uint64_t>(fixture.raw().integer(written));
    if (round.check != round.amount * writes) throw std::runtime_error("a row was not written");
  };
}

inline auto our_transaction(rowan::Database& database) {
  return [&database](const auto& body) { database.transaction(body); };
}

template <class RawDatabase>
auto raw_transaction(const RawDatabase& database) {
  return [&database](const auto& body) {
    database.execute("BEGIN");
    body();
    database.execute("COMMIT");
  };
}

inline Comparison comparison(const char* name, double limit, std::size_t rows, Side ours, Side raw) {
  Comparison row;
  row.name = name;
  row.limit = limit;
  row.rows = rows;
  row.ours = std::move(ours);
  row.raw = {std::move(raw)};
  return row;
}

}  // namespace bench
