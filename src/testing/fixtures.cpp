#include "rowan/testing/fixtures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "rowan/core/near_miss.hpp"
#include "rowan/model/any_relation.hpp"
#include "testing/fixture_rows.hpp"
#include "testing/refer.hpp"

namespace rowan::testing {
namespace {

// Editors on Windows put it before a text.
std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

// An array is no document of fixtures, but no path either.
bool is_json(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

std::string contents(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw FixtureError(path + ": is a directory: give the path of a file, or JSON, and load one after the other");
  std::ifstream file(path, std::ios::binary);
  if (!file) throw FixtureError(path + ": there is no such file of fixtures, or it can't be read");
  try {
    return {std::istreambuf_iterator<char>(file), {}};
  } catch (const std::ios_base::failure& failure) {
    throw FixtureError(path + ": the file of fixtures can't be read: " + failure.what());
  }
}

// Others are the database's own, as a deadlock is: whoever runs a block again for them must see them.
bool is_of_the_row(const Error& error) {
  const auto is = [&]<class... Errors>() { return ((dynamic_cast<const Errors*>(&error) != nullptr) || ...); };
  return is.operator()<RecordInvalid, RecordNotSaved, InvalidValue, ConstraintViolation, MappingError, QueryError>();
}

template <class Step>
void do_at(const std::string& where, std::string_view what, const Step& step) {
  try {
    step();
  } catch (const Error& error) {
    if (!is_of_the_row(error)) throw;
    throw FixtureError(fmt::format("{}: can't be {}: {}", where, what, error.what()), error.details());
  }
}

/// Whether the row has its value in a shared column by now from the member of it that is called `by`.
bool has_set(const FixtureRow& row, std::string_view by) {
  return std::none_of(row.references.begin(), row.references.end(),
                      [&](const FixtureReference& each) { return !each.done && each.way->declared().name == by; });
}

void require_agreement(const FixtureRow& row, const FixtureReference& reference) {
  const AssociationInfo& way = *reference.way;
  for (std::size_t i = 0; i < way.foreign_key.size(); ++i) {
    const AttributeInfo& column = *way.foreign_key[i];
    if (!column.shared || !has_set(row, row.given.at(&column))) continue;
    const Value here = row.record->get(column.name), there = reference.target->record->get(way.referenced_key[i]->name);
    if (here == there) continue;
    throw FixtureError(fmt::format("{}: asks for {} {}, but \"{}\" for {}: make them agree", reference.where,
                                   column.column, there.to_string(), row.given.at(&column), here.to_string()));
  }
}

void set_references(FixtureRow& row, bool late) {
  for (FixtureReference& each : row.references) {
    if (each.late != late) continue;
    require_agreement(row, each);
    refer(*row.record, *each.way, *each.target->record);
    each.done = true;
  }
}

void save(FixtureRow& row, Database& database, bool late) {
  set_references(row, late);
  do_at(row.where, "saved", [&] { row.record->save_or_throw(database); });
}

bool has_late(const FixtureRow& row) {
  return std::any_of(row.references.begin(), row.references.end(), [](const auto& each) { return each.late; });
}

void save_all(std::deque<FixtureRow>& rows, Database& database) {
  const auto ordered = in_order_of_references(rows);
  for (FixtureRow* row : ordered) save(*row, database, false);
  for (FixtureRow* row : ordered) {
    if (has_late(*row)) save(*row, database, true);
  }
  for (FixtureRow* row : ordered) {
    for (const FixtureLink& each : row->links)
      do_at(each.where, "joined", [&] { link_target(*row->record, each.association->name, *each.target->record); });
  }
}

std::vector<Value> key_of(const FixtureRow& row) {
  std::vector<Value> key;
  for (const AttributeInfo* part : row.model->primary_key) key.push_back(row.record->get(part->name));
  return key;
}

}  // namespace

FixtureError::~FixtureError() = default;

class FixtureLoader {
 public:
  static Fixtures load(Database database, std::string_view text, const std::string& source) {
    FixtureRows document(without_byte_order_mark(text), source);
    database.transaction([&] { save_all(document.rows(), database); });
    Fixtures saved(std::move(database));
    for (const auto& [root, labels] : document.by_label()) {
      for (const auto& [label, row] : labels) saved.rows_[root].emplace(label, Fixtures::Row{row->model, key_of(*row)});
    }
    return saved;
  }
};

AnyRecord Fixtures::find(const ModelInfo& model, std::string_view label) const {
  const auto table = rows_.find(&model.root());
  std::vector<std::string_view> names;
  if (table != rows_.end()) {
    if (const auto row = table->second.find(label); row != table->second.end()) {
      auto found = AnyRelation(model).on(database_).find_if(row->second.key);
      if (found) return std::move(*found);
      throw RecordNotFound(
          fmt::format("the row of {} labelled \"{}\" is gone, hidden by a default condition, or of no {}",
                      model.root().table, label, model.name));
    }
    for (const auto& [name, row] : table->second) names.emplace_back(name);
  }
  throw FixtureError(fmt::format("there is no row of {} labelled \"{}\" in the fixtures{}", model.root().table, label,
                                 did_you_mean(label, std::span<const std::string_view>(names))));
}

Fixtures load_fixtures(const Database& database, TextArgument path_or_json) {
  const std::string_view given = path_or_json;
  if (is_json(without_byte_order_mark(given))) return FixtureLoader::load(database, given, "fixtures");
  const std::string path(given);
  return FixtureLoader::load(database, contents(path), path);
}

}  // namespace rowan::testing
