// What a database in memory can do, and its words for transactions. It writes no SQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rowan/sql/dialect.hpp"

namespace rowan::testing::memory {

inline constexpr std::string_view list_words = "show tables", list_named_words = "show tables, not only of ?";

class MemoryDialect final : public Dialect {
 public:
  MemoryDialect() : Dialect(capabilities()) {}
  [[nodiscard]] std::string_view name() const override { return "memory"; }
  [[nodiscard]] std::string list_tables(TablesOf which) const override {
    return std::string(which == TablesOf::named_schema ? list_named_words : list_words);
  }
  [[nodiscard]] const Introspector* introspector() const override;
  [[nodiscard]] CompiledSql table_facts(std::string_view, std::string_view) const override { return {}; }
  /// One writer at a time is serializable, so every level is kept.
  [[nodiscard]] std::vector<std::string> begin(std::optional<Isolation>, bool read_only) const override {
    return {read_only ? "begin read" : "begin write"};
  }
  [[nodiscard]] std::string commit() const override { return "commit"; }
  [[nodiscard]] std::string rollback() const override { return "rollback"; }
  [[nodiscard]] std::string savepoint(std::string_view name) const override { return "savepoint " + std::string(name); }
  [[nodiscard]] std::string release_savepoint(std::string_view name) const override {
    return "release " + std::string(name);
  }
  [[nodiscard]] std::string rollback_to_savepoint(std::string_view name) const override {
    return "rollback to " + std::string(name);
  }

 private:
  static Capabilities capabilities() {
    Capabilities can;
    can.raw_sql = false;
    can.comments = false;
    can.last_insert_id = true;
    can.returning_in_order = true;
    can.collates_beyond_ascii = false;
    can.arrays = true;
    can.distinct_on = true;
    can.transactional_ddl = false;
    can.forward_foreign_keys = true;
    can.row_locks = false;
    return can;
  }
};

}  // namespace rowan::testing::memory
