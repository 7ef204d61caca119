// What tells queries apart in every process of a program: names, nodes and values, no addresses.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/stable_hash.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/select.hpp"

namespace rowan {

class QueryPrint {
 public:
  void add(std::string_view text) { hash_.add(text); }
  void add(const OrderTerm& term);
  void add(const Expr& tree);
  [[nodiscard]] std::uint64_t value() const { return hash_.value(); }

 private:
  template <class Field>
  void field(const Field& inside);
  void query(const SelectQuery& inside);

  StableHash hash_;
};

}  // namespace rowan
