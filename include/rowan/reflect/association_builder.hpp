// What a model says of one association: `m.has_many(&Post::comments).dependent(rowan::dependent::destroy)`.
#pragma once

#include <initializer_list>
#include <string_view>
#include <type_traits>

#include "rowan/core/member_name.hpp"
#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// `Dependent` under the name it is used by: `dependent(rowan::dependent::destroy)`.
namespace dependent {
inline constexpr Dependent none = Dependent::none;
inline constexpr Dependent destroy = Dependent::destroy;
inline constexpr Dependent delete_all = Dependent::delete_all;
inline constexpr Dependent nullify = Dependent::nullify;
inline constexpr Dependent restrict_error = Dependent::restrict_error;
inline constexpr Dependent restrict_exception = Dependent::restrict_exception;
}  // namespace dependent

/// Of a counter cache: `counter_cache(Post::c.comments_count, rowan::counter::not_yet_trusted)`.
namespace counter {
inline constexpr CounterTrust not_yet_trusted = CounterTrust::not_yet;
}  // namespace counter

/// Settings of one association. Where a name is asked for, a column says it as well: `order(Post::c.title)`.
class ROWAN_EXPORT AssociationBuilder {
 public:
  AssociationBuilder(ModelInfo& model, AssociationInfo* association) : model_(model), association_(association) {}

  AssociationBuilder& optional();  ///< belongs_to: the key may be NULL
  /// The column(s) that refer: of the owner for belongs_to, of the target otherwise. By convention `<name>_id`.
  AssociationBuilder& foreign_key(std::initializer_list<std::string_view> columns);
  AssociationBuilder& foreign_key(TextArgument column) { return foreign_key({std::string_view(column)}); }
  AssociationBuilder& inverse(TextArgument association_of_target);
  template <named_column C>
  AssociationBuilder& inverse(const C&) {
    return inverse(C::name());
  }
  /// has_one, has_many: the targets refer by a `BelongsTo<Any<…>>` of this name. As inverse(), and a mistake where that
  /// is none.
  AssociationBuilder& as(TextArgument association_of_target);
  template <named_column C>
  AssociationBuilder& as(const C&) {
    return as(C::name());
  }
  AssociationBuilder& type_column(TextArgument name);  ///< of a `BelongsTo<Any<…>>`. By convention `<name>_type`
  AssociationBuilder& through(TextArgument association, TextArgument source = "");
  template <named_column C>
  AssociationBuilder& through(const C&) {
    return through(C::name());
  }
  template <named_column C, named_column Source>
  AssociationBuilder& through(const C&, const Source&) {
    return through(C::name(), Source::name());
  }
  AssociationBuilder& join_table(TextArgument table, TextArgument owner_column = "", TextArgument target_column = "");
  /// Of composite keys: a column for each part, in their order: `join_table("visits", {"shop", "number"}, {"guest"})`.
  AssociationBuilder& join_table(TextArgument table, std::initializer_list<std::string_view> owner_columns,
                                 std::initializer_list<std::string_view> target_columns);
  /// has_one, has_many, many_to_many: only rows for which the condition, on the target's attributes, holds are targets:
  /// `where(Book::c.available)`. New targets of a has_one or has_many get the values that it compares by `==`.
  template <class C>
  AssociationBuilder& where(const C& condition) {
    if constexpr (named_column<C>)
      return where(condition == true);
    else if constexpr (requires { condition.expr(); })
      return add_condition(condition.expr());
    else
      return add_condition(condition);
  }
  AssociationBuilder& order(TextArgument attribute_of_target, bool descending = false);
  template <named_column C>
  AssociationBuilder& order(const C&, bool descending = false) {
    return order(C::name(), descending);
  }
  /// `order(Post::c.title.desc())`
  template <class Order>
    requires requires(const Order& by) { by.attribute; }
  AssociationBuilder& order(const Order& by) {
    return order(by.attribute, by.descending);
  }
  /// What becomes of the targets of a destroyed record. belongs_to: `destroy` only; the target goes after the record.
  AssociationBuilder& dependent(Dependent action);
  AssociationBuilder& on_delete(ForeignKeyAction action);  ///< belongs_to: what the database does with this row
  /// belongs_to: an integer attribute of the target (of each target, where there are several) that every write through
  /// the library keeps equal to the number of rows that refer to it. By convention `<table>_count`: `comments_count`.
  /// `not_yet_trusted`: it is kept, but `counted()` counts until reset_counters() has set it right everywhere.
  AssociationBuilder& counter_cache(TextArgument attribute_of_target = "", CounterTrust trust = CounterTrust::trusted);
  template <named_column C>
  AssociationBuilder& counter_cache(const C&, CounterTrust trust = CounterTrust::trusted) {
    return counter_cache(C::name(), trust);
  }
  /// belongs_to: when this record is saved with a change, or destroyed, its target's `updated_at` is set, right before
  /// the COMMIT; that of the target's own touched ones, too. Both targets, where it goes from one to another.
  AssociationBuilder& touch();
  AssociationBuilder& strict_loading(bool yes = true);
  AssociationBuilder& batch(bool yes);
  AssociationBuilder& unique();  ///< belongs_to: at most one row per target

 protected:
  /// A part of a key: the name of a column of its own, or the member whose column it shares.
  struct KeyColumn {
    std::string_view name;
    const void* member = nullptr;
  };
  AssociationBuilder& set_columns(std::initializer_list<KeyColumn> columns, const void* prototype);

 private:
  AssociationBuilder& add_condition(const Expr& condition);
  const AttributeInfo* shared_attribute(const void* member, const void* prototype);
  ModelInfo& model_;
  AssociationInfo* association_;
};

/// As AssociationBuilder, and where the columns of the key are.
template <class T>
class BelongsToBuilder : public AssociationBuilder {
 public:
  BelongsToBuilder(const AssociationBuilder& builder, const T& prototype)
      : AssociationBuilder(builder), prototype_(prototype) {}

  /// One for each part of the key: the name of a column, or a member whose column is shared:
  /// `m.belongs_to(&Post::author).columns(&Post::tenant_id, "author_id")`. The member may be another belongs_to of one
  /// column. Said first, before optional() and the like.
  template <class... Parts>
  AssociationBuilder& columns(const Parts&... parts) {
    return set_columns({part(parts)...}, &prototype_);
  }

 private:
  static KeyColumn part(std::string_view name) { return {name}; }
  template <class V, class C>
  KeyColumn part(V C::*member) const {
    static_assert(std::is_base_of_v<C, T>, "rowan: a key shares columns of its own model only");
    return {{}, &(prototype_.*member)};
  }
  const T& prototype_;
};

}  // namespace rowan
