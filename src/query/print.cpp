#include "query/print.hpp"

#include <type_traits>

#include "rowan/query/ast.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

void QueryPrint::add(const OrderTerm& term) {
  hash_.add(static_cast<std::uint64_t>(term.descending ? 4 : 0) | static_cast<std::uint64_t>(term.nulls));
  add(term.expr);
}

void QueryPrint::add(const Expr& tree) {
  if (tree.always_true()) return hash_.add(~std::uint64_t{0});
  hash_.add(tree.node()->is.index());
  std::visit([this](const auto& part) { for_each_field(part, [this](const auto& inside) { this->field(inside); }); },
             tree.node()->is);
}

template <class Field>
void QueryPrint::field(const Field& inside) {
  if constexpr (std::is_same_v<Field, Expr>) {
    add(inside);
  } else if constexpr (std::is_same_v<Field, std::string>) {
    hash_.add(inside);
  } else if constexpr (std::is_same_v<Field, Value>) {
    hash_.add(inside.storage().index());
    hash_.add(inside.to_string());
  } else if constexpr (std::is_enum_v<Field> || std::is_integral_v<Field>) {
    hash_.add(static_cast<std::uint64_t>(inside));
  } else if constexpr (std::is_same_v<Field, std::shared_ptr<const SelectQuery>>) {
    query(*inside);
  } else if constexpr (std::is_same_v<Field, const AssociationInfo*>) {
    hash_.add(inside == nullptr ? std::string_view() : std::string_view(inside->name));
  } else if constexpr (std::is_pointer_v<Field>) {  // of a function that gives a model
    hash_.add(inside == nullptr ? std::string_view() : std::string_view(inside().name));
  } else {
    hash_.add(inside.size());
    for (const auto& item : inside) field(item);
  }
}

void QueryPrint::query(const SelectQuery& inside) {
  hash_.add(inside.model->name);
  for (const auto* trees : {&inside.outputs, &inside.group, &inside.distinct_on}) field(*trees);
  add(inside.where);
  add(inside.having);
  for (const OrderTerm& term : inside.order) add(term);
  hash_.add(inside.limit.value_or(~std::uint64_t{0}));
  hash_.add(inside.offset.value_or(0));
  hash_.add(inside.composition == nullptr ? 0U : 1U);
}

}  // namespace rowan
