// What a program does with libpq alone, in the place of ours.
#pragma once

#include <cstdint>
#include <vector>

#include "lazy_walks.hpp"
#include "postgresql/raw_postgresql.hpp"

namespace bench::postgresql {

/// See CommonRows. Each statement is prepared once; many rows go by COPY in binary.
class ByHand {
 public:
  explicit ByHand(const RawDatabase& database);

  [[nodiscard]] std::vector<PlainCustomer> into_vector() const;
  [[nodiscard]] std::vector<std::vector<PlainCustomer>> into_chunks() const;
  [[nodiscard]] PlainCustomer find(std::int64_t key);
  std::int64_t insert(const PlainCustomer& customer) { return insert_with(insert_, customer); }
  std::int64_t insert(const PlainMember& member) { return insert_with(insert_member_, member); }
  std::int64_t update(double score, std::int64_t key);
  void insert_contacts(const std::vector<PlainCustomer>& rows) const;

  template <class Walk>
  std::uint64_t walk(Walk loops) {
    return walk_levels(*this, loops);
  }

  template <class Take>
  void authors(Take take) const {
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
    const Rows rows = statement.execute();
    std::int64_t key = 0;
    RawRow{rows.get(), 0}.read(0, key);
    return key;
  }

  template <class Take>
  static void each(const RawStatement& statement, Take take) {
    const Rows rows = statement.execute();
    const int count = PQntuples(rows.get());
    for (int i = 0; i < count; ++i) take(RawRow{rows.get(), i});
  }
  template <class Take>
  static void each_of(RawStatement& statement, const std::vector<std::int64_t>& keys, Take take) {
    const std::string array = array_of(keys);
    statement.bind(0, array);
    each(statement, take);
  }

  const RawDatabase& database_;
  RawStatement scan_, find_, insert_, insert_member_, update_, authors_, posts_, comments_;
};

}  // namespace bench::postgresql
