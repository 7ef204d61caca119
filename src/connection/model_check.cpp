#include "connection/model_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rowan/core/near_miss.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

using schema::ColumnClass;
using schema::LiveColumn;
using schema::LiveTable;

std::string full_table(const std::string& schema, const std::string& name) {
  return schema.empty() ? name : schema + "." + name;
}

std::string type_of(const LogicalType& type) {
  if (type.precision != 0) return fmt::format("{}({}, {})", to_string(type.kind), type.precision, type.scale);
  return type.length == 0 ? std::string(to_string(type.kind))
                          : fmt::format("{}({})", to_string(type.kind), type.length);
}

/// Compares one model with its table, attribute by attribute.
class ModelCheck {
 public:
  ModelCheck(const LiveDatabase& live, const ModelInfo& model, std::vector<Finding>& findings)
      : live_(live), model_(model), findings_(findings), table_(live.schema.find_table(model.schema, model.table)) {}

  void run() {
    if (table_ == nullptr) {
      return add(Severity::error, nullptr, nullptr,
                 fmt::format("{}: there is no table or view {}{}", model_.name, full_table(model_.schema, model_.table),
                             meant_table()));
    }
    if (table_->view && !model_.read_only) {
      add(Severity::note, nullptr, nullptr,
          fmt::format("{0}: {1} is a view; say m.read_only() unless the database can write through it", model_.name,
                      model_.table));
    }
    for (const AttributeInfo& attribute : model_.attributes) check_attribute(attribute);
    if (model_.read_only || table_->view) return;
    check_unmapped_columns();
    check_generated_key();
    check_engine();
    if (model_.base == nullptr) check_keys(live_, schema::table_of(model_), *table_, model_.name, findings_);
  }

 private:
  void check_attribute(const AttributeInfo& attribute) {
    const LiveColumn* column = live_.schema.find_column(*table_, attribute.column);
    if (column == nullptr) return add_missing(attribute);
    check_type(attribute, *column);
    if (!table_->view) check_null(attribute, *column);
    check_sizes(attribute, *column);
    check_choices(attribute, *column);
    check_collation(attribute, *column);
    check_uuids(attribute, *column);
    if (model_.read_only) return;
    if (column->computed) {
      add(Severity::error, &attribute, column,
          fmt::format("{} is computed by the database from other columns: saving it will fail; map it in a model that "
                      "is read_only(), or leave it out",
                      where(*column)));
    }
    check_counted_part(attribute, *column);
    if (attribute.database_default && column->default_sql.empty() && !column->generated) {
      add(Severity::error, &attribute, column,
          fmt::format("is left to a default of the database, but {} has none: new records get {}", where(*column),
                      column->nullable ? "NULL" : "an error"));
    }
  }

  // Of a composite key: nothing but that tells that a new record leaves it to the database.
  void check_counted_part(const AttributeInfo& attribute, const LiveColumn& column) {
    if (!attribute.primary_key || model_.primary_key.size() < 2 || !column.generated || attribute.database_default)
      return;
    add(Severity::warning, &attribute, &column,
        fmt::format("{} is counted up by the database, but new records send what is in the member, 0: say "
                    "database_default(…) of it",
                    where(column)));
  }

  // Only similar names: there may be thousands.
  [[nodiscard]] std::string meant_table() const {
    std::vector<std::string_view> names;
    for (const schema::TableName& table : live_.all_tables) {
      if (table.schema == model_.schema) names.push_back(table.name);
    }
    const std::vector<std::string_view> close = near_misses(model_.table, names);
    return close.empty() ? std::string() : did_you_mean(model_.table, close);
  }

  void add_missing(const AttributeInfo& attribute) {
    std::vector<std::string_view> names;
    for (const LiveColumn& column : table_->columns) names.push_back(column.name);
    add(Severity::error, &attribute, nullptr,
        fmt::format("{} {} has no column {}{}", table_->view ? "view" : "table", model_.table, attribute.column,
                    did_you_mean(attribute.column, names)));
  }

  void check_type(const AttributeInfo& attribute, const LiveColumn& column) {
    const std::optional<Misfit> misfit = live_.introspector.misfit(attribute.type, column);
    if (!misfit) return;
    add(misfit->fails ? Severity::error : Severity::warning, &attribute, &column,
        fmt::format("is {}, but {} is {} ({}): {}", type_of(attribute.type), where(column), column.type,
                    schema::to_string(column.holds),
                    misfit->text.empty() ? fmt::format("values will be refused; Rowan would have made it {}",
                                                       live_.database.dialect().column_type(attribute.type))
                                         : misfit->text));
  }

  void check_null(const AttributeInfo& attribute, const LiveColumn& column) {
    if (attribute.primary_key || column.computed) return;
    // What a sub-class has of its own is NULL in the rows of the others, and not in its own.
    const bool own = model_.root().find_attribute(attribute.name) == nullptr;
    if (!attribute.nullable && column.nullable && !own) {
      add(Severity::warning, &attribute, &column,
          fmt::format("{} takes NULL, and a row with NULL there can't be read: make the attribute {}, or the column "
                      "NOT NULL",
                      where(column), attribute.association == nullptr ? "std::optional" : "optional()"));
    }
    if (attribute.nullable && !column.nullable) {
      add(Severity::warning, &attribute, &column,
          fmt::format("is optional, but {} is NOT NULL: saving NULL will fail", where(column)));
    }
  }

  void check_sizes(const AttributeInfo& attribute, const LiveColumn& column) {
    const LogicalType& type = attribute.type;
    const bool sized_text = type.kind == TypeKind::text && type.length != 0 && column.length != 0;
    if (sized_text && type.length != column.length) {
      add(type.length > column.length ? Severity::warning : Severity::note, &attribute, &column,
          fmt::format("is declared length({}), but {} takes {} characters", type.length, where(column), column.length));
    }
    if (type.kind != TypeKind::decimal || column.holds != ColumnClass::decimal || column.precision == 0) return;
    if (type.precision == 0) {
      if (attribute.association != nullptr) return;  // a key that a BelongsTo has, for which nothing can be declared
      const bool ours = column.precision == 65 && column.scale == 30;  // the default when none is declared
      if (ours) return;
      add(Severity::note, &attribute, &column,
          fmt::format("{0} keeps {1} digits, {2} of them after the point: say precision({1}, {2}), so that what needs "
                      "more is invalid before it is sent, and the database rounds no computed value",
                      where(column), column.precision, column.scale));
    } else if (type.precision != column.precision || type.scale != column.scale) {
      const bool fits = type.scale <= column.scale && type.precision - type.scale <= column.precision - column.scale;
      add(fits ? Severity::note : Severity::warning, &attribute, &column,
          fmt::format("is declared precision({}, {}), but {} keeps ({}, {}){}", type.precision, type.scale,
                      where(column), column.precision, column.scale,
                      fits ? "" : ": what needs more digits is rounded or refused by the database"));
    }
  }

  void check_choices(const AttributeInfo& attribute, const LiveColumn& column) {
    if (attribute.ops->choices == nullptr || column.holds != ColumnClass::labels) return;
    const std::vector<std::string_view> ours = attribute.ops->choices();
    for (const std::string& label : column.labels) {
      if (std::find(ours.begin(), ours.end(), label) != ours.end()) continue;
      add(Severity::error, &attribute, &column,
          fmt::format("rows with '{}' in {} can't be read: it is none of the enum's texts; add an enumerator, "
                      "ROWAN_ENUM(…, (name, \"{}\"))",
                      label, where(column), label));
    }
    for (const std::string_view text : ours) {
      if (std::find(column.labels.begin(), column.labels.end(), text) != column.labels.end()) continue;
      add(Severity::error, &attribute, &column,
          fmt::format("'{}' can't be saved: {} has no such value", text, where(column)));
    }
  }

  // As they are compared, so they must be spelt. Some rows tell: a table may be large.
  void check_uuids(const AttributeInfo& attribute, const LiveColumn& column) {
    if (attribute.type.kind != TypeKind::uuid || column.holds != ColumnClass::text) return;
    constexpr int most_rows = 1000;
    const Dialect& dialect = live_.database.dialect();
    SqlWriter sql(dialect);
    sql.text("SELECT count(*) FROM (SELECT ").text(dialect.quoted(column.name)).text(" AS u FROM ");
    sql.table(model_.schema, model_.table).text(fmt::format(" LIMIT {}) AS s WHERE u <> lower(u)", most_rows));
    sql.text(" OR length(u) <> 36");
    Database database = live_.database;
    const std::int64_t others = database.query(sql.finish().sql)[0][0].as_int64();
    if (others == 0) return note_spellings(attribute, column);
    add(Severity::error, &attribute, &column,
        fmt::format(
            "{} of the first {} rows have UUIDs in {} that are spelt in capitals, without hyphens, or as bytes: "
            "they are refused when they are read or asked for; change them to small letters with hyphens, or "
            "declare the attribute std::string",
            others, most_rows, where(column)));
  }

  // Of what others made: in a column of our own they would have to know how to write.
  void note_spellings(const AttributeInfo& attribute, const LiveColumn& column) {
    if (column.ignores_case || column.type == live_.database.dialect().column_type(attribute.type)) return;
    add(Severity::note, &attribute, &column,
        fmt::format("{} compares UUIDs letter by letter: one that others write in capitals or without hyphens equals "
                    "none, so joins, upserts and lists pass it over; have all write them as Rowan does, by a CHECK "
                    "for example",
                    where(column)));
  }

  // The comparison of keys matters most: rows find each other by it.
  void check_collation(const AttributeInfo& attribute, const LiveColumn& column) {
    const bool key = attribute.primary_key || attribute.association != nullptr || attribute.unique;
    if (!key || attribute.type.kind != TypeKind::text) return;
    if (column.ignores_case) {
      add(Severity::note, &attribute, &column,
          fmt::format("{} ignores case{}: keys that differ in case only are one key, \"abc\" finds \"ABC\"",
                      where(column), column.collation.empty() ? "" : " (" + column.collation + ")"));
    }
    if (column.pads) {
      add(Severity::note, &attribute, &column,
          fmt::format("{} ({}) takes no notice of blanks at the end: keys that differ in them only are one key",
                      where(column), column.type));
    }
  }

  void check_unmapped_columns() {
    for (const LiveColumn& column : table_->columns) {
      const bool filled = column.nullable || column.generated || column.computed || !column.default_sql.empty();
      const bool mapped = std::any_of(
          model_.attributes.begin(), model_.attributes.end(),
          [&](const AttributeInfo& each) { return live_.schema.find_column(*table_, each.column) == &column; });
      if (filled || mapped) continue;
      add(Severity::error, nullptr, &column,
          fmt::format("{}: {} is NOT NULL without a default, and no attribute fills it: new records can't be saved",
                      model_.name, where(column)));
    }
  }

  void check_engine() {
    if (table_->engine_without_transactions.empty()) return;
    add(Severity::error, nullptr, nullptr,
        fmt::format("{0}: table {1} is of the engine {2}, which has no transactions: what is written there stays when "
                    "a transaction is rolled back, and save_all and the like are not all or nothing; convert it with "
                    "ALTER TABLE {1} ENGINE=InnoDB",
                    model_.name, model_.table, table_->engine_without_transactions));
  }

  void check_generated_key() {
    if (model_.primary_key.size() != 1) return;
    const AttributeInfo& key = *model_.primary_key[0];
    const LiveColumn* column = live_.schema.find_column(*table_, key.column);
    if (column == nullptr) return;
    if (model_.generated_key && !column->generated && column->default_sql.empty()) {
      add(Severity::error, &key, column,
          fmt::format("is counted up by the database, says the model, but {} is not: new records get no key; say "
                      "generated(false) and give them one, or change the column",
                      where(*column)));
    }
    if (model_.generated_key && column->generated && column->reuses_keys && !key.reuse_keys) {
      add(Severity::note, &key, column,
          fmt::format(
              "{} may give the key of a deleted row to the next new one, which a record or reference of the old "
              "row then means: declare it INTEGER PRIMARY KEY AUTOINCREMENT, or say reuse_keys()",
              where(*column)));
    }
    if (!model_.generated_key && model_.integer_key && column->generated) {
      add(Severity::note, &key, column,
          fmt::format("{} is counted up by the database, but the model says generated(false)", where(*column)));
    }
  }

  [[nodiscard]] std::string where(const LiveColumn& column) const {
    return fmt::format("column {}.{}", model_.table, column.name);
  }

  void add(Severity severity, const AttributeInfo* attribute, const LiveColumn* column, std::string text) {
    Finding finding{severity, model_.name, {}, full_table(model_.schema, model_.table), {}, std::move(text)};
    if (attribute != nullptr) {
      finding.attribute = attribute->name;
      finding.column = attribute->column;
      finding.text = fmt::format("{}.{}: {}", model_.name, attribute->name, finding.text);
    }
    if (column != nullptr) finding.column = column->name;
    findings_.push_back(std::move(finding));
  }

  const LiveDatabase& live_;
  const ModelInfo& model_;
  std::vector<Finding>& findings_;
  const LiveTable* table_;
};

}  // namespace

void check_model(const LiveDatabase& live, const ModelInfo& model, std::vector<Finding>& findings) {
  ModelCheck(live, model, findings).run();
}

}  // namespace rowan
