"""The recipes of CONTRIBUTING.md, followed: what each adds to which files, as somebody would who only reads the recipe.

"add" has new files, "edit" the changes of others: before what (a regular expression, its first match) something is
added, or, with "->", what that becomes.
"""

EXPRESSION_NODE = {
    "heading": "An expression node",
    "add": {},
    "edit": {
        "include/rowan/query/node_forms.hpp": [(r"^/// An array that has this element\.", """\
/// The number with the other sign.
template <class In>
struct Negative {
  typename In::Tree operand;
  [[nodiscard]] auto fields() const { return std::tie(operand); }
};
""")],
        "include/rowan/query/ast.hpp": [
            (r"^/// How far a tree reaches", "using Negative = form::Negative<Unbound>;\n"),
            (r"RawSql, AlwaysFalse, ReachedFrom", "->RawSql, AlwaysFalse, ReachedFrom, Negative")],
        "include/rowan/query/expr.hpp": [
            (r"^/// An aggregate of the targets", "ROWAN_EXPORT Expr negative(Expr operand);\n")],
        "src/query/value_nodes.cpp": [
            (r"^Expr at_target\(", "Expr negative(Expr operand) { return make(Negative{std::move(operand)}); }\n\n")],
        "include/rowan/query/bound.hpp": [
            (r"^struct OrderBy \{", "using Negative = ast::form::Negative<Bound>;\n"),
            (r"RowNumber, RawSql, AlwaysFalse, Case", "->RowNumber, RawSql, AlwaysFalse, Negative, Case")],
        "src/query/expression_binder.hpp": [
            (r"^  BoundExpr part\(const ast::Comparison&", "  BoundExpr part(const ast::Negative& negative) const;\n")],
        "src/query/binder.cpp": [(r"^BoundExpr ExpressionBinder::part\(const ast::Comparison&", """\
BoundExpr ExpressionBinder::part(const ast::Negative& negative) const {
  BoundExpr operand = bind(negative.operand);
  const TypeKind kind = operand.node()->kind;
  return bound::make(bound::Negative{std::move(operand)}, kind);
}

""")],
        "src/sql/query_writer.hpp": [
            (r"^  void part\(const bound::RawSql&", "  void part(const bound::Negative& negative);\n")],
        "src/sql/expression_writer.cpp": [(r"^void QueryWriter::part\(const bound::RawSql&", """\
void QueryWriter::part(const bound::Negative& negative) { out_.text("(-" + text_of(negative.operand) + ")"); }

""")],
        "include/rowan/query/functions.hpp": [
            (r"^/// The number of characters", """\
template <detail::has_value_source T>
auto negative(const T& number) {
  return ValueOf<detail::value_model<T>, detail::value_type_of<T>>(
      ast::negative(detail::value_source<T>::expr(number)));
}

""")],
    },
}

FUNCTION = {
    "heading": "A function",
    "add": {},
    "edit": {
        "include/rowan/query/function.hpp": [(r"^  // A part of a time", "  trim_left,\n")],
        "src/query/function.cpp": [(r"^      FunctionInfo\{\"extract\(year", '      FunctionInfo{"trim_left()", text},\n')],
        "src/query/json/words.hpp": [(r"^    Word\{\"year\"", '    Word{"trim_left", Function::trim_left},\n')],
        "src/sql/expression_dialect.cpp": [(r"^    case Function::lower:", """\
    case Function::trim_left:
      return fmt::format("ltrim({})", arguments[0]);
""")],
        "src/testing/memory/functions.cpp": [(r"^    case Function::length:", """\
    case Function::trim_left: {
      const std::string text = arguments[0].as_string();
      return Value(text.substr(std::min(text.find_first_not_of(' '), text.size())));
    }
""")],
        "include/rowan/query/functions.hpp": [(r"^/// The number of characters", """\
template <detail::has_value_source T>
auto trim_left(const T& text) {
  return ValueOf<detail::value_model<T>, detail::value_type_of<T>>(
      ast::call(Function::trim_left, {detail::value_source<T>::expr(text)}));
}

""")],
    },
}

ASSOCIATION_KIND = {
    "heading": "An association kind",
    "add": {
        "include/rowan/association/has_sole.hpp": """\
// HasSole: the target of a has_one that must be there.
#pragma once

#include "rowan/association/handle.hpp"
#include "rowan/query/column.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

template <class T>
class HasSole : private ToManyHandle {
 public:
  using target_type = T;
  static constexpr const AssociationOps& association_ops = association_kinds::has_sole;
  using ToManyHandle::bind;
  using ToManyHandle::is_loaded;
  using ToManyHandle::reset;

  T& operator*() { return detail::target_at<T>(*items().front()); }
  T* operator->() { return &**this; }
  T& set(T&& target) { return static_cast<T&>(replace_record(T::rowan_info(), &target, association_ops)); }
};

template <class T>
struct column_traits<HasSole<T>> {
  static constexpr ColumnKind kind = ColumnKind::has_one;
  using target_type = T;
  using value_type = void;
};

}  // namespace rowan
""",
        "src/association/kinds/has_sole.cpp": """\
#include "association/kinds/shared.hpp"
#include "model/save/destroyer.hpp"

namespace rowan {

constinit const AssociationOps association_kinds::has_sole{
    .kind = AssociationKind::has_sole,
    .name = "has_sole",
    .key = KeyPlace::target,
    .link = &ForeignKeyKind::link,
    .path = &ForeignKeyKind::path,
    .owner_attributes = &ForeignKeyKind::owner_attributes,
    .owner_key = &ForeignKeyKind::owner_key,
    .is_loaded = &ForeignKeyKind::is_loaded,
    .deal_out = &ForeignKeyKind::deal_out,
    .reset = &ForeignKeyKind::reset,
    .pending = &ForeignKeyKind::pending,
    .validate = &ForeignKeyKind::validate,
    .save_after = &ForeignKeyKind::save_after,
    .on_destroy = &end_dependents,
};

}  // namespace rowan
"""},
    "edit": {
        "include/rowan/reflect/association_ops.hpp": [
            (r"^  has_one_through$", "->  has_one_through,\n  has_sole"),
            (r"^    has_one_through;$", "->    has_one_through, has_sole;")],
        "src/association/meson.build": [(r"'kinds/has_one\.cpp',", "->'kinds/has_one.cpp', 'kinds/has_sole.cpp',")],
    },
}

DIALECT = {
    "heading": "A dialect",
    # Its code is the toy driver, which tests/plugin/outside.py also builds against the installed library.
    "add": {
        "plugins/toy/driver.cpp": None,
        "plugins/toy/plugin.cpp": """\
#include "rowan/plugin/plugin.hpp"

namespace toy {
void register_toy(rowan::PluginHost& host);
}

ROWAN_PLUGIN(toy::register_toy)
""",
        "plugins/toy/meson.build": """\
rowan_plugins += {'toy': {
  'sources': files('driver.cpp'),
  'entry': files('plugin.cpp'),
  'dependencies': [dependency('sqlite3'), soci_dep, fmt_dep],
  'libraries': ['-lsqlite3'],
}}
"""},
    "edit": {"plugins/meson.build": [(r"^  'mysql': ", "  'toy': [],\n")]},
}

ATTRIBUTE_TYPE = {"heading": "An attribute type", "add": {}, "edit": {}}

ALL = [EXPRESSION_NODE, FUNCTION, ASSOCIATION_KIND, DIALECT, ATTRIBUTE_TYPE]
