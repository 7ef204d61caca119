#include "rowan/model/json_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "association/shape_writer.hpp"
#include "core/json_text.hpp"
#include "core/quote.hpp"
#include "query/json/level.hpp"
#include "query/json/reader.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/near_miss.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/reflect/registry.hpp"

namespace rowan {
namespace {

constexpr std::array<std::string_view, 11> query_words{"where",    "order",  "limit", "offset", "after",  "before",
                                                       "distinct", "select", "group", "having", "include"};
constexpr std::array<std::string_view, 5> include_words{"where", "order", "limit", "select", "include"};

void require_word(std::string_view word, std::span<const std::string_view> words) {
  if (std::find(words.begin(), words.end(), word) == words.end())
    throw QueryError(fmt::format("a query has no part {}{}", detail::in_quotes(word), did_you_mean(word, words)));
}

}  // namespace

/// One query, and those of the associations included, read part by part.
class JsonQueryReader {
 public:
  JsonQueryReader(QueryJsonReader& reader, const QueryLimits& limits) : reader_(reader), limits_(limits) {}

  JsonQuery query(const ModelInfo& model, JsonView json) {
    JsonQuery made{AnyRelation(model)};
    Rows rows{AnyRelation(model)};
    for (const JsonMember& part : members(json)) {
      reader_.at(part.name, [&] {
        require_word(part.name, query_words);
        if (part.name == "select" && part.value.is_object()) return values(model, part.value, made);
        if (part.name == "group") return group(model, part.value, made, rows);
        return row_part(model, part, rows);
      });
    }
    if (made.grouped_ && made.values_.empty())
      throw QueryError("groups give values: say which, as in \"select\": {\"books\": {\"count\": \"*\"}}");
    if (!made.values_.empty() && !rows.shape.include.empty())
      throw QueryError("a query that gives values includes no records: leave one of \"select\" and \"include\" out");
    made.unlimited_ = rows.relation;
    made.one_row_ = is_one_row(made);
    made.distinct_values_ = rows.distinct && made.gives_values();
    take_cursors(made, rows);
    if (!rows.limit && !made.one_row_) rows.limit = limits_.rows_unsaid;
    made.relation_ = rows.limit ? rows.relation.limit(static_cast<std::int64_t>(*rows.limit)) : rows.relation;
    if (rows.offset > 0) made.relation_ = made.relation_.offset(static_cast<std::int64_t>(rows.offset));
    made.page_size_ = static_cast<std::int64_t>(rows.limit.value_or(0));
    made.includes_ = std::move(rows.includes);
    made.most_records_ = limits_.records;
    made.shape_ = std::move(rows.shape);
    made.shape_.visible = [limits = limits_](const ModelInfo& of, std::string_view name) {
      return limits.shows(of, name);
    };
    return made;
  }

 private:
  struct Rows {
    AnyRelation relation;
    JsonShape shape{};
    std::vector<JsonQuery::Include> includes{};
    std::optional<std::uint64_t> limit{};
    std::uint64_t offset = 0;
    std::optional<std::string> after{}, before{};
    bool distinct = false;
  };

  static void take_cursors(JsonQuery& made, Rows& rows) {
    if ((rows.after || rows.before) && (made.grouped_ || !made.values_.empty()))
      throw QueryError("a cursor is a place among records: leave \"after\" and \"before\" out, or select no values");
    if (rows.after) rows.relation = rows.relation.after(*rows.after);
    if (rows.before) rows.relation = rows.relation.before(*rows.before);
    made.paged_ = rows.offset == 0 ? rows.relation : rows.relation.offset(static_cast<std::int64_t>(rows.offset));
  }

  // What is said of all rows has one row, whatever their number.
  static bool is_one_row(const JsonQuery& made) {
    return !made.grouped_ && std::any_of(made.values_.begin(), made.values_.end(),
                                         [](const auto& value) { return ast::has_aggregate(value.second); });
  }

  static std::vector<JsonMember> members(JsonView json) {
    if (!json.is_object()) throw QueryError("a query is an object: {\"where\": {…}, \"order\": […], \"limit\": 20}");
    return json.members();
  }

  bool row_part(const ModelInfo& model, const JsonMember& part, Rows& rows) {
    const JsonView json = part.value;
    if (part.name == "where") rows.relation = rows.relation.where(reader_.condition(model, json));
    if (part.name == "having") rows.relation = rows.relation.having(reader_.condition(model, json));
    if (part.name == "order")
      rows.relation =
          rows.relation.order(reader_.each(json, [&](JsonView term) { return reader_.order(model, term); }));
    if (part.name == "limit") rows.limit = reader_.number(json, limits_.rows, "the limit");
    if (part.name == "offset") rows.offset = reader_.number(json, limits_.offset, "the offset");
    if (part.name == "after" && !json.is_null()) rows.after = reader_.text(json);
    if (part.name == "before" && !json.is_null()) rows.before = reader_.text(json);
    if (part.name == "distinct" && reader_.yes_or_no(json)) {
      rows.relation = rows.relation.distinct();
      rows.distinct = true;
    }
    if (part.name == "select") select(model, json, rows);
    if (part.name == "include") include(model, json, rows);
    return true;
  }

  void select(const ModelInfo& model, JsonView json, Rows& rows) {
    rows.shape.only = reader_.each(json, [&](JsonView name) {
      const QueryJsonReader::Level deeper = reader_.level();
      const std::string text = reader_.text(name);
      if (text.find('.') != std::string::npos) {
        throw QueryError(
            fmt::format("{} is of another record: include that, or name the value, as in {{\"{}\": \"{}\"}}",
                        detail::in_quotes(text), text.substr(text.rfind('.') + 1), text));
      }
      return reader_.attribute(model, text).name;
    });
    rows.shape.none = rows.shape.only.empty();
  }

  bool values(const ModelInfo& model, JsonView json, JsonQuery& made) {
    for (const JsonMember& one : json.members())
      made.values_.emplace_back(one.name, reader_.at(one.name, [&] { return reader_.value(model, one.value); }));
    if (made.values_.empty()) throw QueryError("nothing is selected");
    return true;
  }

  bool group(const ModelInfo& model, JsonView json, JsonQuery& made, Rows& rows) {
    rows.relation = rows.relation.group(reader_.each(json, [&](JsonView key) { return reader_.value(model, key); }));
    made.grouped_ = true;
    return true;
  }

  // ["author", "reviews.reader"], or {"reviews": {"where": …, "limit": 3, "include": …}, "author": true}
  void include(const ModelInfo& model, JsonView json, Rows& rows) {
    if (json.is_object()) {
      for (const JsonMember& one : json.members())
        reader_.at(one.name, [&] { return include_one(model, one.name, one.value, rows); });
      return;
    }
    reader_.each(json, [&](JsonView path) { return include_path(model, reader_.text(path), rows); });
  }

  bool include_path(const ModelInfo& model, std::string_view path, Rows& rows) {
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos) return include_one(model, path, JsonView("true"), rows);
    const std::string nested = fmt::format("{{\"include\":[{}]}}", json_of_text(path.substr(dot + 1)));
    return include_one(model, path.substr(0, dot), JsonView(nested), rows);
  }

  bool include_one(const ModelInfo& model, std::string_view name, JsonView json, Rows& rows) {
    if (json.is_boolean() && !reader_.yes_or_no(json)) return false;
    const AssociationInfo& association = reader_.association(model, name);
    require_new(rows, name);
    const std::string spelt = association.is_branch() ? std::string(name) : association.name;
    if (association.target == nullptr && json.is_boolean()) {  // of several models, each as it is
      rows.includes.push_back({spelt, rows.relation, true, {}});
      rows.shape.include.at(spelt);
      return true;
    }
    const ModelInfo& target = reader_.target(association);
    Rows targets{AnyRelation(target)};
    if (!json.is_boolean()) {
      for (const JsonMember& part : members(json)) {
        reader_.at(part.name, [&] {
          require_word(part.name, include_words);
          return row_part(target, part, targets);
        });
      }
    }
    if (association.to_many())
      targets.relation = targets.relation.limit(static_cast<std::int64_t>(targets.limit.value_or(limits_.rows_unsaid)));
    else if (targets.limit)
      throw QueryError("a limit makes no sense for one target");
    rows.includes.push_back({spelt, std::move(targets.relation), false, std::move(targets.includes)});
    rows.shape.include.at(spelt) = std::move(targets.shape);
    return true;
  }

  static void require_new(const Rows& rows, std::string_view name) {
    for (const JsonBranch& branch : rows.shape.include) {
      if (branch.association == name)
        throw QueryError("it is included twice: put what goes on from it into one \"include\" of its own");
    }
  }

  QueryJsonReader& reader_;
  const QueryLimits& limits_;
};

JsonQuery JsonQuery::parse(const ModelInfo& model, std::string_view json, const QueryLimits& limits) {
  return QueryJsonReader::whole(limits, json, [&](QueryJsonReader& reader, JsonView view) {
    return JsonQueryReader(reader, limits).query(model, view);
  });
}

JsonQuery JsonQuery::parse(std::string_view model, std::string_view json, const QueryLimits& limits) {
  return parse(registry().model(model), json, limits);
}

JsonQuery JsonQuery::where(const Expr& condition) const {
  JsonQuery narrowed(*this);
  narrowed.relation_ = relation_.where(condition);
  narrowed.unlimited_ = unlimited_.where(condition);
  narrowed.paged_ = paged_.where(condition);
  return narrowed;
}

JsonQuery JsonQuery::on(const Database& database) const {
  JsonQuery moved(*this);
  moved.relation_ = relation_.on(database);
  moved.unlimited_ = unlimited_.on(database);
  moved.paged_ = paged_.on(database);
  return moved;
}

std::uint64_t JsonQuery::count() const {
  if (grouped_) throw QueryError("a grouped query has a row for each group: count the rows that run() gives");
  if (distinct_values_) throw QueryError("distinct values have a row for each: count the rows that run() gives");
  return one_row_ ? 1 : unlimited_.count();
}

AnyRelation JsonQuery::with_includes(AnyRelation relation, const std::vector<Include>& includes) {
  for (const Include& one : includes) {
    relation = one.as_it_is ? relation.preload(one.association)
                            : relation.preload(one.association, with_includes(one.scope, one.nested));
  }
  return relation;
}

std::string JsonQuery::written(const AnyRecords& records) const {
  ShapeWriter writer(shape_, {.most_records = most_records_, .loads = false});
  std::string text = "[";
  for (ModelBase& record : records) text += (text.size() == 1 ? "" : ",") + writer.record(record);
  return text + "]";
}

std::string JsonQuery::run() const {
  if (gives_values()) return run_values();
  return written(with_includes(relation_, includes_).most_preloaded(most_records_).readonly().load());
}

std::string JsonQuery::run_page() const {
  if (gives_values()) throw QueryError("a page has records: let the query select attributes, or run() it for values");
  for (const AttributeInfo* part : paged_.model().primary_key) {
    if (shape_.visible && !shape_.visible(paged_.model(), part->name))
      throw QueryError(
          "a page's cursors would show the key, which is not visible here: run() it with limit and offset");
  }
  const AnyPage page = with_includes(paged_, includes_).most_preloaded(most_records_).readonly().page(page_size_);
  const auto cursor = [](const std::optional<std::string>& text) { return text ? json_of_text(*text) : "null"; };
  return fmt::format("{{\"records\":{},\"next\":{},\"previous\":{}}}", written(page.records), cursor(page.next),
                     cursor(page.previous));
}

namespace {

std::string json_of_named(const std::string& name, const Value& value) {
  try {
    return json_of_value(value);
  } catch (const InvalidValue& error) {
    throw InvalidValue(fmt::format("{} can't be written as JSON: {}", name, error.what()));
  }
}

}  // namespace

std::string JsonQuery::run_values() const {
  std::vector<Expr> asked;
  for (const auto& [name, value] : values_) asked.push_back(value);
  std::string text = "[";
  for (const std::vector<Value>& row : relation_.pluck(std::move(asked))) {
    text += text.size() == 1 ? "{" : ",{";
    for (std::size_t i = 0; i < row.size(); ++i)
      text += fmt::format("{}{}:{}", i == 0 ? "" : ",", json_of_text(values_[i].first),
                          json_of_named(values_[i].first, row[i]));
    text += '}';
  }
  return text + "]";
}

}  // namespace rowan
