#include "rowan/connection/check.hpp"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "connection/model_check.hpp"
#include "rowan/reflect/registry.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

bool lives_in(const ModelInfo& model, const Database& database) {
  return model.database_name.empty() || model.database_name == database.name();
}

bool is_linked(const ModelInfo& model, std::vector<Finding>& findings) {
  try {
    for (const AssociationInfo& association : model.associations) static_cast<void>(association.resolved());
    return true;
  } catch (const MappingError& error) {
    const bool told = std::any_of(findings.begin(), findings.end(),
                                  [&](const Finding& finding) { return finding.text == error.what(); });
    if (!told) findings.push_back({Severity::error, model.name, {}, model.table, {}, error.what()});
    return false;
  }
}

// Whether everything that its table refers to is known; if not, that is the finding.
bool is_table_known(const ModelInfo& model, std::vector<Finding>& findings) {
  bool known = is_linked(model, findings);
  for (const ModelInfo* kind : model.root().kinds()) known = is_linked(*kind, findings) && known;
  return known;
}

// For models whose table is missing: similar names.
std::vector<schema::TableName> all_tables(Database database, const schema::LiveSchema& there,
                                          std::span<const schema::TableName> wanted) {
  const bool complete = std::all_of(wanted.begin(), wanted.end(), [&](const schema::TableName& table) {
    return there.find_table(table.schema, table.name) != nullptr;
  });
  std::vector<schema::TableName> names;
  if (complete) return names;
  for (const Row& row : database.query(database.dialect().list_tables(TablesOf::all_schemas)))
    names.push_back({row[0].as_string(), row[1].as_string()});
  return names;
}

}  // namespace

std::string_view to_string(Severity severity) {
  constexpr std::string_view words[] = {"error", "warning", "note"};
  return words[static_cast<std::size_t>(severity)];
}

bool CheckReport::has_errors() const noexcept {
  return std::any_of(findings_.begin(), findings_.end(),
                     [](const Finding& finding) { return finding.severity == Severity::error; });
}

std::string CheckReport::to_string() const {
  std::string text;
  for (const Finding& finding : findings_)
    text += fmt::format("{}: {}\n", rowan::to_string(finding.severity), finding.text);
  return text;
}

std::ostream& operator<<(std::ostream& out, const CheckReport& report) { return out << report.to_string(); }

CheckReport check(const Database& database, std::span<const ModelInfo* const> asked) {
  std::vector<Finding> findings;
  std::vector<const ModelInfo*> models(asked.begin(), asked.end());
  std::erase_if(models, [&](const ModelInfo* model) { return !is_table_known(*model, findings); });
  const std::vector<schema::Table> joins = schema::join_tables_of(models);
  std::vector<schema::TableName> names;
  for (const ModelInfo* model : models) names.push_back({model->schema, model->table});
  for (const schema::Table& join : joins) names.push_back({join.schema, join.name});
  Database handle = database;
  const Introspector& introspector = introspector_of(database);
  schema::LiveSchema there = introspector.read(handle, names);
  std::vector<schema::TableName> tables = all_tables(handle, there, names);
  const LiveDatabase live{database, introspector, std::move(there), std::move(tables)};
  for (const ModelInfo* model : models) {
    const auto first = static_cast<std::ptrdiff_t>(findings.size());
    check_model(live, *model, findings);
    std::stable_sort(findings.begin() + first, findings.end(),
                     [](const Finding& left, const Finding& right) { return left.severity < right.severity; });
  }
  for (const schema::Table& join : joins) check_join_table(live, join, findings);
  return CheckReport(std::move(findings));
}

CheckReport check(const Database& database) {
  std::vector<const ModelInfo*> models = registry().models();
  std::erase_if(models, [&](const ModelInfo* model) { return !lives_in(*model, database); });
  return check(database, models);
}

std::vector<std::string> Registry::validate(const Database& database) const {
  std::vector<std::string> sentences = validate();
  for (const Finding& finding : rowan::check(database)) {
    const bool told = std::find(sentences.begin(), sentences.end(), finding.text) != sentences.end();
    if (!told) sentences.push_back(finding.text);
  }
  return sentences;
}

}  // namespace rowan
