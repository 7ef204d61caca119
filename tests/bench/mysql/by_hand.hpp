// What a program does with Connector/C alone, in the place of ours.
#pragma once

#include <cstdint>
#include <vector>

#include "lazy_walks.hpp"
#include "mysql/raw_mariadb.hpp"

namespace bench::mysql {

/// See CommonRows. Each statement is prepared once; many rows go by array bind.
class ByHand {
 public:
  explicit ByHand(const RawDatabase& database);

  std::vector<PlainCustomer> into_vector() { return scan_into_vector<PlainCustomer>(scan_); }
  std::vector<std::vector<PlainCustomer>> into_chunks() { return scan_into_chunks<PlainCustomer>(scan_); }
  PlainCustomer find(std::int64_t key) { return bench::find(find_, key); }
  std::int64_t insert(const PlainCustomer& customer) { return insert_with(insert_, customer); }
  std::int64_t insert(const PlainMember& member) { return insert_with(insert_member_, member); }
  std::uint64_t update(double score, std::int64_t key);
  void insert_contacts(const std::vector<PlainCustomer>& rows);

  template <class Walk>
  std::uint64_t walk(Walk loops) {
    return walk_levels(*this, loops);
  }

  template <class Take>
  void authors(Take take) {
    each(authors_, take);
  }
  template <class Take>
  void posts(const std::vector<std::int64_t>& keys, Take take) {
    each_of(posts_, keys, take);
  }
  template <class Take>
  void comments(const std::vector<std::int64_t>& keys, Take take) {
    each_of(comments_, keys, take);
  }

 private:
  template <class Plain>
  static std::int64_t insert_with(RawStatement& statement, const Plain& row) {
    bind_all(statement, row);
    statement.run();
    return statement.last_key();
  }
  template <class Take>
  static void each(RawStatement& statement, Take take) {
    while (statement.step()) take(statement);
  }
  template <class Take>
  static void each_of(RawStatement& statement, const std::vector<std::int64_t>& keys, Take take) {
    for (int index = 0; const std::int64_t key : keys) statement.bind(index++, key);
    each(statement, take);
  }

  const RawDatabase& database_;
  RawStatement scan_, find_, insert_, insert_member_, update_, authors_, posts_, comments_;
  RawArray contacts_;
};

}  // namespace bench::mysql
