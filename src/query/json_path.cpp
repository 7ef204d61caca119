#include "rowan/query/json_path.hpp"

#include "rowan/core/error.hpp"
#include "rowan/query/functions.hpp"

namespace rowan::detail {
namespace {

Expr step(Expr document, const Value& where) {
  const bool place = std::holds_alternative<std::int64_t>(where.storage());
  const Function function = place ? Function::json_element : Function::json_member;
  return ast::call(function, {std::move(document), ast::literal(where)});
}

using Steps = std::vector<Value>;

void require_members(const Steps& steps) {
  for (const Value& where : steps) {
    if (std::holds_alternative<std::string>(where.storage())) continue;
    throw QueryError("an element of a JSON list can't be set by its place: set the list");
  }
}

// `document` with its member at `steps[from…]` changed into what `last` makes of the object that holds it.
template <class Last>
Expr changed(const Expr& document, const Steps& steps, std::size_t from, const Last& last) {
  if (from + 1 == steps.size()) return last(document);
  Expr inside = changed(step(document, steps[from]), steps, from + 1, last);
  return ast::call(Function::json_with, {document, ast::literal(steps[from]), std::move(inside)});
}

}  // namespace

Expr document_at(Expr document, const Steps& steps) {
  for (const Value& where : steps) document = step(std::move(document), where);
  return document;
}

Expr changed_document(const Expr& document, const DocumentChange& change) {
  const Steps& steps = change.steps;
  require_members(steps);
  const Expr name = ast::literal(steps.back());
  Expr made = changed(document, steps, 0, [&](const Expr& object) {
    if (change.value) return ast::call(Function::json_with, {object, name, ast::literal(*change.value)});
    return ast::call(Function::json_without, {object, name});
  });
  if (change.value || steps.size() == 1) return made;
  // Or an object would be made that has nothing to take out.
  return ast::conditional({ast::null_test(document_at(document, steps), true)}, {std::move(made)}, document);
}

void refuse_json_range(const Value& value) {
  throw InvalidValue(value.to_string() + " is out of the range of the member of the document that it is for");
}

void refuse_json_order() {
  throw QueryError(
      "a time, enum or list in a document is compared by == and != only: order it as<std::string>(), as it is written");
}

}  // namespace rowan::detail
