// Window functions out of JSON and into it:
//   {"row_number": [], "over": {"partition": ["author"], "order": ["-loans"]}}
//   {"sum": "loans", "over": {"order": ["id"], "rows": [{"preceding": 2}, "current_row"]}}
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/json_text.hpp"
#include "core/quote.hpp"
#include "query/json/level.hpp"
#include "query/json/members.hpp"
#include "query/json/reader.hpp"
#include "query/json/words.hpp"
#include "query/json/writer.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"

namespace rowan {
namespace {

using json_members::find;
using json_members::require_only;
using json_members::whole_number;

/// A function's words: its value, then its number.
struct Shape {
  bool value = false, number = false;
  std::int64_t usual = 0;
};
Shape shape_of(WindowFunction function) {
  if (function == WindowFunction::ntile) return {.number = true};
  if (function == WindowFunction::lag || function == WindowFunction::lead)
    return {.value = true, .number = true, .usual = 1};
  if (function == WindowFunction::nth_value) return {.value = true, .number = true};
  return {.value = function == WindowFunction::first_value || function == WindowFunction::last_value};
}

FrameEnd end_of(std::string_view word) {
  const auto end = json_words::find(json_words::frame_ends, word);
  if (!end) throw QueryError(fmt::format("there is no place {} of a frame", detail::in_quotes(word)));
  return *end;
}

// "current_row", {"preceding": 2}
std::pair<FrameEnd, std::int64_t> edge(JsonView json) {
  if (json.is_text()) {
    const FrameEnd end = end_of(json.unquoted());
    if (end != FrameEnd::preceding && end != FrameEnd::following) return {end, 0};
  } else if (json.is_object() && json.members().size() == 1) {
    const JsonMember member = json.members().front();
    const FrameEnd end = end_of(member.name);
    if (end == FrameEnd::preceding || end == FrameEnd::following) return {end, whole_number(member.value)};
  }
  throw QueryError(
      "a frame begins and ends at \"unbounded_preceding\", {\"preceding\": 2}, \"current_row\", {\"following\": 2} or "
      "\"unbounded_following\"");
}

std::string edge(FrameEnd end, std::int64_t distance) {
  const std::string word = json_of_text(json_words::text_of(json_words::frame_ends, end));
  const bool counts = end == FrameEnd::preceding || end == FrameEnd::following;
  return counts ? fmt::format("{{{}:{}}}", word, distance) : word;
}

}  // namespace

ast::WindowRows QueryJsonReader::window_rows(const ModelInfo& model, JsonView over) {
  if (!over.is_object()) throw QueryError("\"over\" is an object: {\"partition\": […], \"order\": […]}");
  const std::vector<JsonMember> members = over.members();
  require_only(members, {"partition", "order", "rows", "range", "groups"});
  ast::WindowRows rows;
  for (const JsonMember& member : members) {
    at(member.name, [&] {
      if (member.name == "partition") {
        rows.partition = each(member.value, [&](JsonView json) { return value(model, json); });
      } else if (member.name == "order") {
        rows.order = each(member.value, [&](JsonView json) { return order(model, json); });
      } else {
        const auto edges = each(member.value, [](JsonView json) { return edge(json); });
        if (edges.size() != 2 || rows.first != FrameEnd::unsaid)
          throw QueryError("a window has one frame, a pair: where it begins and where it ends");
        rows.unit = *json_words::find(json_words::frame_units, member.name);
        std::tie(rows.first, rows.before) = edges[0];
        std::tie(rows.last, rows.after) = edges[1];
      }
      return true;
    });
  }
  return rows;
}

Expr QueryJsonReader::window(const ModelInfo& model, const std::vector<JsonMember>& members) {
  const ast::WindowRows rows = at("over", [&] { return window_rows(model, find(members, "over")->value); });
  for (const JsonMember& member : members) {
    const std::string_view name = member.name;
    if (const auto aggregate = json_words::find(json_words::aggregates, name)) {
      require_only(members, {name, "where", "over"});
      return at(name, [&] {
        const JsonMember* where = find(members, "where");
        const Expr kept = where == nullptr ? Expr() : at("where", [&] { return condition(model, where->value); });
        const Expr of = ast::where_counted(counted(model, *aggregate, member.value), kept);
        return ast::window(static_cast<WindowFunction>(*aggregate),
                           of.always_true() ? std::vector<Expr>() : std::vector{of}, 0, rows);
      });
    }
    if (const auto function = json_words::find(json_words::windows, name)) {
      require_only(members, {name, "over"});
      return at(name, [&] { return window(model, *function, member.value, rows); });
    }
  }
  throw QueryError(
      "\"over\" stands beside an aggregate or a window function, as in {\"row_number\": [], \"over\": {}}");
}

// [], "loans", ["loans", 2], 4
Expr QueryJsonReader::window(const ModelInfo& model, WindowFunction function, JsonView arguments,
                             const ast::WindowRows& rows) {
  const Shape shape = shape_of(function);
  const std::vector<JsonView> given = arguments.is_array() ? arguments.elements() : std::vector{arguments};
  const std::size_t most = (shape.value ? 1U : 0U) + (shape.number ? 1U : 0U);
  const std::size_t least = most - (shape.number && shape.usual != 0 ? 1U : 0U);
  if (given.size() < least || given.size() > most)
    throw QueryError(fmt::format("this window function takes {} arguments, not {}", most, given.size()));
  const std::int64_t number = shape.number && given.size() == most ? whole_number(given.back()) : shape.usual;
  std::vector<Expr> of;
  if (shape.value) of.push_back(value(model, given.front()));
  return ast::window(function, std::move(of), number, rows);
}

std::string QueryJsonWriter::over(const ast::Window& window) const {
  std::string members;
  const auto add = [&](std::string_view name, const std::string& json) {
    members += fmt::format("{}\"{}\":[{}]", members.empty() ? "" : ",", name, json);
  };
  std::string partition, order;
  for (const Expr& part : window.partition) partition += (partition.empty() ? "" : ",") + value(part);
  for (std::size_t i = 0; i < window.order.size(); ++i) {
    const OrderTerm term{window.order[i], (window.ways[i] & 4U) != 0, static_cast<NullsOrder>(window.ways[i] & 3U)};
    order += (order.empty() ? "" : ",") + this->order(term);
  }
  if (!partition.empty()) add("partition", partition);
  if (!order.empty()) add("order", order);
  if (window.first != FrameEnd::unsaid)
    add(json_words::text_of(json_words::frame_units, window.unit),
        edge(window.first, window.before) + ',' + edge(window.last, window.after));
  return '{' + members + '}';
}

std::string QueryJsonWriter::value_part(const ast::Window& window) const {
  const bool aggregate = window.function <= WindowFunction::maximum;
  const std::string_view name =
      aggregate ? json_words::text_of(json_words::aggregates, static_cast<AggregateFunction>(window.function))
                : json_words::text_of(json_words::windows, window.function);
  const Shape shape = shape_of(window.function);
  std::string of = window.of.empty() ? std::string() : value(window.of.front());
  if (shape.number) of += (of.empty() ? "" : ",") + std::to_string(window.number);
  if (aggregate && of.empty()) of = "\"*\"";
  if (!aggregate) of = '[' + of + ']';
  return fmt::format(R"({{"{}":{},"over":{}}})", name, of, over(window));
}

}  // namespace rowan
