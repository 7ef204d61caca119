// Keys, indexes and foreign keys: what a model declares that the table lacks.
#include <algorithm>

#include <fmt/format.h>

#include "connection/model_check.hpp"

namespace rowan {
namespace {

using schema::LiveIndex;
using schema::LiveTable;
using Names = std::vector<std::string>;

std::string list_of(const Names& names) { return fmt::format("{}", fmt::join(names, ", ")); }

/// What `wanted` requires of one table.
class KeyCheck {
 public:
  KeyCheck(const LiveDatabase& live, const schema::Table& wanted, const LiveTable& there, const std::string& model,
           std::vector<Finding>& findings)
      : live_(live), wanted_(wanted), there_(there), model_(model), findings_(findings) {}

  void run() {
    check_primary_key();
    for (const schema::Index& index : wanted_.indexes) check_index(index);
    for (const schema::ForeignKey& key : wanted_.foreign_keys) check_foreign_key(key);
  }

 private:
  void check_primary_key() {
    if (is_unique(wanted_.primary_key)) return check_spellings(wanted_.primary_key);
    add(Severity::warning, wanted_.primary_key,
        fmt::format(
            "{} has {}, and no unique index over {}: {}", wanted_.name,
            there_.primary_key.empty() ? "no primary key" : "another primary key, " + list_of(there_.primary_key),
            list_of(wanted_.primary_key),
            model_.empty() ? "a record that is linked twice has two rows"
                           : "several rows may have the key of one record"));
  }

  // A unique index that compares letter by letter has a place for each spelling of one moment.
  void check_spellings(const Names& columns) {
    const auto by_letters = [&](const std::string& name, const std::string& collation) {
      const auto column = std::find_if(wanted_.columns.begin(), wanted_.columns.end(), [&](const auto& each) {
        return live_.schema.same_columns({each.name}, {name});
      });
      return column != wanted_.columns.end() && live_.introspector.tells_spellings_apart(column->type, collation);
    };
    const auto takes_one = [&](const LiveIndex& each) {
      if (!is_unique_over(each, sorted(columns))) return false;
      for (std::size_t i = 0; i < each.collations.size(); ++i) {
        if (by_letters(each.index.columns[i], each.collations[i])) return false;
      }
      return true;
    };
    const bool any = std::any_of(there_.indexes.begin(), there_.indexes.end(),
                                 [&](const LiveIndex& each) { return is_unique_over(each, sorted(columns)); });
    if (!any || std::any_of(there_.indexes.begin(), there_.indexes.end(), takes_one)) return;
    add(Severity::warning, columns,
        fmt::format(
            "the unique index of {} over {} compares letters: rows whose values are equal but spelled otherwise "
            "are one to the library",
            wanted_.name, list_of(columns)));
  }

  void check_index(const schema::Index& index) {
    if (!has_columns(index.columns)) return;  // reported already
    if (!index.where.empty()) return check_partial(index);
    if (index.unique) {
      if (is_unique(index.columns)) return check_spellings(index.columns);
      return add(
          Severity::warning, index.columns,
          fmt::format("{} has no unique index over {}: the database takes duplicates, and upsert_all by it fails",
                      wanted_.name, list_of(index.columns)));
    }
    const bool there = begins_with(there_.primary_key, index.columns) ||
                       std::any_of(there_.indexes.begin(), there_.indexes.end(), [&](const LiveIndex& each) {
                         return each.whole && begins_with(each.index.columns, index.columns);
                       });
    if (there) return;
    add(Severity::note, index.columns,
        fmt::format("{} has no index over {}: what is looked up by it reads the whole table", wanted_.name,
                    list_of(index.columns)));
  }

  // Catalogues tell conditions in words of their own: that there is one is all that is compared.
  void check_partial(const schema::Index& index) {
    const Names names = sorted(index.columns);
    const bool there = std::any_of(there_.indexes.begin(), there_.indexes.end(), [&](const LiveIndex& each) {
      return each.index.unique == index.unique && !each.whole &&
             live_.schema.same_columns(sorted(each.index.columns), names);
    });
    if (there) return;
    add(index.unique ? Severity::warning : Severity::note, index.columns,
        fmt::format("{} has no {}index over {} of some rows only: {}", wanted_.name, index.unique ? "unique " : "",
                    list_of(index.columns),
                    index.unique ? "the database takes duplicates, and upsert_all by it fails"
                                 : "what is looked up by it reads the whole table"));
  }

  void check_foreign_key(const schema::ForeignKey& key) {
    if (!has_columns(key.columns)) return;
    const auto found = std::find_if(there_.foreign_keys.begin(), there_.foreign_keys.end(), [&](const auto& each) {
      return live_.schema.same_columns(sorted(each.columns), sorted(key.columns));
    });
    if (found == there_.foreign_keys.end()) {
      return add(
          Severity::note, key.columns,
          fmt::format("{} has no foreign key over {}: the database lets it point to rows of {} that are not there",
                      wanted_.name, list_of(key.columns), key.table));
    }
    const LiveTable* target = live_.schema.find_table(key.schema, key.table);
    const bool same = target == nullptr || live_.schema.find_table(found->schema, found->table) == target;
    if (!same) {
      return add(Severity::warning, key.columns,
                 fmt::format("the foreign key of {} over {} leads to {}, not to {}", wanted_.name, list_of(key.columns),
                             found->table, key.table));
    }
    const Names there = referenced(*found, key.columns), needed = referenced(key, key.columns);
    if (there.empty() || needed.empty() || live_.schema.same_columns(there, needed)) return;
    add(Severity::warning, key.columns,
        fmt::format("the foreign key of {} over {} leads to {} of {}, not to {}", wanted_.name, list_of(key.columns),
                    list_of(there), found->table, list_of(needed)));
  }

  // What `columns` refer to, in their order; empty where the key does not say it.
  [[nodiscard]] Names referenced(const schema::ForeignKey& key, const Names& columns) const {
    Names names;
    if (key.referenced_columns.size() != key.columns.size()) return names;
    for (const std::string& column : columns) {
      const auto at = std::find_if(key.columns.begin(), key.columns.end(), [&](const std::string& each) {
        return live_.schema.same_columns({each}, {column});
      });
      if (at != key.columns.end())
        names.push_back(key.referenced_columns[static_cast<std::size_t>(at - key.columns.begin())]);
    }
    return names;
  }

  [[nodiscard]] bool has_columns(const Names& columns) const {
    return std::all_of(columns.begin(), columns.end(),
                       [&](const std::string& column) { return live_.schema.find_column(there_, column) != nullptr; });
  }

  // In any order: uniqueness does not depend on it.
  [[nodiscard]] bool is_unique(const Names& columns) const {
    const Names names = sorted(columns);
    if (live_.schema.same_columns(sorted(there_.primary_key), names)) return true;
    return std::any_of(there_.indexes.begin(), there_.indexes.end(),
                       [&](const LiveIndex& each) { return is_unique_over(each, names); });
  }
  [[nodiscard]] bool is_unique_over(const LiveIndex& index, const Names& names) const {
    return index.index.unique && index.whole && live_.schema.same_columns(sorted(index.index.columns), names);
  }

  [[nodiscard]] bool begins_with(const Names& columns, const Names& prefix) const {
    return columns.size() >= prefix.size() &&
           live_.schema.same_columns(
               Names(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(prefix.size())), prefix);
  }

  // As the database spells them, so that the order is defined.
  [[nodiscard]] Names sorted(const Names& columns) const {
    Names names;
    for (const std::string& column : columns) {
      const schema::LiveColumn* found = live_.schema.find_column(there_, column);
      names.push_back(found == nullptr ? column : found->name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  void add(Severity severity, const Names& columns, const std::string& text) {
    findings_.push_back({severity,
                         model_,
                         {},
                         wanted_.schema.empty() ? wanted_.name : wanted_.schema + "." + wanted_.name,
                         columns.size() == 1 ? columns.front() : "",
                         model_.empty() ? text : fmt::format("{}: {}", model_, text)});
  }

  const LiveDatabase& live_;
  const schema::Table& wanted_;
  const LiveTable& there_;
  const std::string& model_;
  std::vector<Finding>& findings_;
};

}  // namespace

void check_keys(const LiveDatabase& live, const schema::Table& wanted, const LiveTable& there, const std::string& model,
                std::vector<Finding>& findings) {
  KeyCheck(live, wanted, there, model, findings).run();
}

namespace {

// The keys that it refers to may be unsigned, which a join table made here would not be: see model_tables.cpp.
bool fits_unsigned(const LiveDatabase& live, const schema::Column& wanted, const schema::LiveColumn& found) {
  return wanted.type.kind == TypeKind::int64 && !live.introspector.misfit(LogicalType{TypeKind::uint64}, found);
}

}  // namespace

void check_join_table(const LiveDatabase& live, const schema::Table& table, std::vector<Finding>& findings) {
  const LiveTable* there = live.schema.find_table(table.schema, table.name);
  if (there == nullptr) {
    findings.push_back({Severity::error, {}, {}, table.name, {}, fmt::format("there is no join table {}", table.name)});
    return;
  }
  for (const schema::Column& column : table.columns) {
    const schema::LiveColumn* found = live.schema.find_column(*there, column.name);
    if (found == nullptr) {
      findings.push_back({Severity::error,
                          {},
                          {},
                          table.name,
                          column.name,
                          fmt::format("join table {} has no column {}", table.name, column.name)});
    } else if (const auto misfit = live.introspector.misfit(column.type, *found);
               misfit && !fits_unsigned(live, column, *found)) {
      findings.push_back({misfit->fails ? Severity::error : Severity::warning,
                          {},
                          {},
                          table.name,
                          column.name,
                          fmt::format("column {}.{} is {}, but the key that it refers to is {}", table.name,
                                      column.name, found->type, to_string(column.type.kind))});
    }
  }
  check_keys(live, table, *there, {}, findings);
}

}  // namespace rowan
