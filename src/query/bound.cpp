#include "rowan/query/bound.hpp"

#include <algorithm>
#include <type_traits>

namespace rowan::bound {

BoundExpr count_rows() { return make(Aggregate{AggregateFunction::count, false, {}}, TypeKind::int64); }

BoundExpr all_of(std::vector<BoundExpr> terms) {
  std::erase_if(terms, [](const BoundExpr& term) { return term.always_true(); });
  if (terms.empty()) return {};
  return terms.size() == 1 ? std::move(terms.front()) : make(And{std::move(terms)});
}

namespace {

bool reads(const Source& source, const Source& table);

template <class Reads, class Asks>
bool any_join(const Join& join, const Reads& reads, const Asks& asks) {
  return reads(join.source) || asks(join.on) ||
         std::any_of(join.inside.begin(), join.inside.end(),
                     [&](const Join& step) { return any_join(step, reads, asks); });
}

// Whether `asks` is true of some tree of the query, or `reads` of some source.
template <class Reads, class Asks>
bool any_part(const Query& query, const Reads& reads, const Asks& asks) {
  const auto any = [](const auto& list, const auto& test) { return std::any_of(list.begin(), list.end(), test); };
  return reads(query.from) || asks(query.where) || asks(query.having) || any(query.group, asks) ||
         any(query.distinct_on, asks) ||
         any(query.others, [&](const SetTerm& other) { return any_part(*other.query, reads, asks); }) ||
         any(query.with,
             [&](const CommonTable& table) {
               return any_part(*table.query, reads, asks) ||
                      (table.step != nullptr && any_part(*table.step, reads, asks));
             }) ||
         any(query.joins, [&](const Join& join) { return any_join(join, reads, asks); }) ||
         any(query.outputs, [&](const Output& out) { return asks(out.value); }) ||
         any(query.order, [&](const OrderBy& term) { return asks(term.value); });
}

// Whether `asks` is true of some query in the tree, or `is` of some node.
template <class Is, class Asks>
bool any_inside(const BoundExpr& tree, const Is& is, const Asks& asks) {
  if (tree.always_true()) return false;
  bool found = is(*tree.node());
  const auto look = [&](const auto& part) {
    for_each_field(part, [&]<class Field>(const Field& field) {
      if constexpr (std::is_same_v<Field, std::shared_ptr<const Query>>) found = found || asks(*field);
    });
    for_each_child(part, [&](const BoundExpr& child) { found = found || any_inside(child, is, asks); });
  };
  std::visit(look, tree.node()->is);
  return found;
}

bool reads(const Source& source, const Source& table) {
  if (source.query == nullptr) return source.table == table.table && source.schema == table.schema;
  return any_part(
      *source.query, [&](const Source& inside) { return reads(inside, table); },
      [&](const BoundExpr& tree) { return reads_table(tree, table); });
}

bool binds(const Query& query) {
  return query.limit || query.offset ||
         any_part(
             query, [](const Source& source) { return source.query != nullptr && binds(*source.query); },
             [](const BoundExpr& tree) { return has_values(tree); });
}

bool is_value(const Node& node) {
  return std::visit(
      []<class Part>(const Part&) {
        return std::is_same_v<Part, Literal> || std::is_same_v<Part, InList> || std::is_same_v<Part, TextMatch> ||
               std::is_same_v<Part, HasElement> || std::is_same_v<Part, RawSql>;
      },
      node.is);
}

}  // namespace

bool has_values(const BoundExpr& tree) { return any_inside(tree, is_value, binds); }

bool reads_table(const BoundExpr& tree, const Source& table) {
  return any_inside(
      tree, [](const Node&) { return false; },
      [&](const Query& query) {
        return any_part(
            query, [&](const Source& source) { return reads(source, table); },
            [&](const BoundExpr& inside) { return reads_table(inside, table); });
      });
}

bool same_name(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

bool reads_hidden_table(const Query& query, std::string_view name) {
  const auto hidden = [&](const Query& inside) { return reads_hidden_table(inside, name); };
  return any_part(
      query,
      [&](const Source& source) {
        if (source.query != nullptr) return hidden(*source.query);
        return !source.common && source.schema.empty() && same_name(source.table, name);
      },
      [&](const BoundExpr& tree) {
        return any_inside(
            tree, [](const Node&) { return false; }, hidden);
      });
}

namespace {

bool reads_column_in(const Query& query, SourceId source, std::string_view column) {
  return any_part(
      query,
      [&](const Source& inside) { return inside.query != nullptr && reads_column_in(*inside.query, source, column); },
      [&](const BoundExpr& tree) { return reads_column(tree, source, column); });
}

}  // namespace

bool reads_column(const BoundExpr& tree, SourceId source, std::string_view column) {
  return any_inside(
      tree,
      [&](const Node& node) {
        const auto* own = std::get_if<Column>(&node.is);
        return own != nullptr && own->source == source && own->column == column;
      },
      [&](const Query& query) { return reads_column_in(query, source, column); });
}

}  // namespace rowan::bound
