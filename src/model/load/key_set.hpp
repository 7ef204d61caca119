// An order that leaves no two rows equal, and the rows before and after a place in it.
#pragma once

#include <cstdint>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Last comes first.
void turn(std::vector<OrderTerm>& order);

/// A query of what a query in turned order gives, in its usual order.
[[nodiscard]] SelectQuery in_usual_order(SelectQuery&& turned);

/// One term of a complete order.
struct KeySetTerm {
  OrderTerm order;
  const AttributeInfo* attribute = nullptr;  ///< null: computed
  /// A reference, too: tables that others made keep NULL where the model asks for one.
  [[nodiscard]] bool nullable() const {
    return attribute == nullptr || attribute->nullable || attribute->association != nullptr;
  }
};

/// What a value is that is an attribute of a record, or of one that it refers to. Null: it is neither.
struct AttributeAt {
  const ModelInfo* model = nullptr;
  const AttributeInfo* attribute = nullptr;
};
[[nodiscard]] AttributeAt attribute_at(const ModelInfo& model, const Expr& value);

/// The query's order, then the parts of its key that are not in it, in the direction of the last term. Where nobody
/// says where NULL stands, it stands before all values. @throws QueryError for an order in which no row has a place: by
/// SQL of the user's, or by chance.
[[nodiscard]] std::vector<KeySetTerm> key_set(const SelectQuery& query);
[[nodiscard]] std::vector<OrderTerm> order_of(const std::vector<KeySetTerm>& terms);
/// The same for the same model and order, in every process of the same program.
[[nodiscard]] std::uint64_t print_of(const ModelInfo& model, const std::vector<KeySetTerm>& terms);
/// What holds for the rows after (or, where `backwards`, before) the one with these values, and for that one too where
/// `included`.
[[nodiscard]] Expr beyond(std::vector<KeySetTerm> terms, const std::vector<Value>& values, bool backwards,
                          bool included);

}  // namespace rowan
