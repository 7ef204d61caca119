// A whole driver outside of the tree, as short as one can be: SQLite's C API once more, under the scheme `toy`. Nothing
// but installed headers; the conversions, the pool, the statement cache, transactions and SQL are the library's.
#include <sqlite3.h>

#include <string>
#include <vector>

#include "rowan/connection/cell_statement.hpp"
#include "rowan/core/error.hpp"
#include "rowan/plugin/plugin.hpp"
#include "rowan/schema/table.hpp"
#include "rowan/sql/dialect.hpp"

namespace toy {

using rowan::Cell;

[[noreturn]] void fail(sqlite3* handle, std::string_view sql) {
  rowan::ErrorDetails details;
  details.statement = sql;
  const std::string message = sqlite3_errmsg(handle);
  if (sqlite3_extended_errcode(handle) == SQLITE_CONSTRAINT_UNIQUE)
    throw rowan::UniqueViolation(message, std::move(details));
  throw rowan::StatementError(message, std::move(details));
}

class Dialect final : public rowan::Dialect {
 public:
  Dialect() : rowan::Dialect(capabilities()) {}
  [[nodiscard]] std::string_view name() const override { return "toy"; }
  [[nodiscard]] std::string column_definition(const rowan::schema::Column& column) const override {
    return column.generated ? "INTEGER PRIMARY KEY" : rowan::Dialect::column_definition(column);
  }
  [[nodiscard]] std::string column_type(const rowan::LogicalType& type) const override {
    const bool as_text = type.kind == rowan::TypeKind::decimal || type.kind == rowan::TypeKind::instant;
    return as_text ? "text" : rowan::Dialect::column_type(type);
  }
  [[nodiscard]] std::string list_tables(rowan::TablesOf) const override {
    return "SELECT '', name, '', 1 FROM sqlite_master";
  }
  [[nodiscard]] std::vector<std::string> begin(std::optional<rowan::Isolation>, bool) const override {
    return {"BEGIN"};
  }

 private:
  static rowan::Capabilities capabilities() {
    rowan::Capabilities can;
    can.returning = false;
    can.last_insert_id = true;
    can.inline_generated_key = true;
    can.alter_add_foreign_key = false;
    can.row_locks = false;
    can.schemas = false;
    return can;
  }
};

class Statement final : public rowan::CellStatement {
 public:
  Statement(sqlite3* handle, std::string_view sql) : handle_(handle), sql_(sql) {
    if (sqlite3_prepare_v2(handle, sql_.c_str(), -1, &statement_, nullptr) != SQLITE_OK) fail(handle, sql_);
  }
  ~Statement() override { sqlite3_finalize(statement_); }

  bool step() override {
    if (finished_) return false;
    const int code = sqlite3_step(statement_);
    finished_ = code != SQLITE_ROW;
    if (finished_ && code != SQLITE_DONE) fail(handle_, sql_);
    return !finished_;
  }
  std::uint64_t run() override {
    const int before = sqlite3_total_changes(handle_);
    while (step()) {
    }
    reset();
    return sqlite3_total_changes(handle_) == before ? 0 : static_cast<std::uint64_t>(sqlite3_changes(handle_));
  }
  void reset() noexcept override {
    sqlite3_reset(statement_);
    finished_ = false;
  }
  [[nodiscard]] int column_count() override { return sqlite3_column_count(statement_); }
  [[nodiscard]] std::string_view column_name(int column) override { return sqlite3_column_name(statement_, column); }
  [[nodiscard]] std::string_view sql() const override { return sql_; }

  [[nodiscard]] Cell cell(int column) override {
    switch (sqlite3_column_type(statement_, column)) {
      case SQLITE_INTEGER:
        return Cell::of(Cell::Form::int64, sqlite3_column_int64(statement_, column));
      case SQLITE_FLOAT:
        return Cell::of(sqlite3_column_double(statement_, column));
      case SQLITE_NULL:
        return {};
      default:
        break;
    }
    const bool text = sqlite3_column_type(statement_, column) == SQLITE_TEXT;
    const void* data = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return Cell::of(text ? Cell::Form::text : Cell::Form::bytes, data, size);
  }

  void bind(int index, const Cell& value) override {
    switch (value.form) {
      case Cell::Form::null:
        return check(sqlite3_bind_null(statement_, index + 1));
      case Cell::Form::boolean:
      case Cell::Form::int64:
        return check(sqlite3_bind_int64(statement_, index + 1, value.number));
      case Cell::Form::float64:
        return check(sqlite3_bind_double(statement_, index + 1, value.real));
      case Cell::Form::bytes:
        return check(
            sqlite3_bind_blob64(statement_, index + 1, value.text.data(), value.text.size(), SQLITE_TRANSIENT));
      case Cell::Form::text:
      case Cell::Form::json:
      case Cell::Form::decimal:
        return bind_text(index, value.text);
      default:
        return bind_text(index, value_of(value).to_string());
    }
  }

 private:
  void check(int code) const {
    if (code != SQLITE_OK) fail(handle_, sql_);
  }
  void bind_text(int index, std::string_view text) const {
    check(sqlite3_bind_text64(statement_, index + 1, text.empty() ? "" : text.data(), text.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
  }

  sqlite3* handle_;
  std::string sql_;
  sqlite3_stmt* statement_ = nullptr;
  bool finished_ = false;
};

class Connection final : public rowan::DriverConnection {
 public:
  explicit Connection(const std::string& path) {
    if (sqlite3_open(path.c_str(), &handle_) == SQLITE_OK) return;
    sqlite3_close(handle_);
    throw rowan::ConnectionFailed("can't open the toy " + path + ": look whether its folder is there");
  }
  ~Connection() override { sqlite3_close(handle_); }

  std::unique_ptr<rowan::Statement> prepare(std::string_view sql) override {
    return std::make_unique<Statement>(handle_, sql);
  }
  void execute(std::string_view sql) override {
    if (sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle_, sql);
  }
  std::int64_t last_insert_id() override { return sqlite3_last_insert_rowid(handle_); }
  [[nodiscard]] bool usable() const noexcept override { return true; }
  [[nodiscard]] bool ping() noexcept override { return true; }
  [[nodiscard]] bool in_transaction() const noexcept override { return sqlite3_get_autocommit(handle_) == 0; }

 private:
  sqlite3* handle_ = nullptr;
};

class Driver final : public rowan::Driver {
 public:
  [[nodiscard]] std::string_view name() const override { return "toy"; }
  [[nodiscard]] std::vector<std::string_view> schemes() const override { return {"toy"}; }
  [[nodiscard]] rowan::UrlForm url_form() const override { return rowan::UrlForm::file; }
  [[nodiscard]] const rowan::Dialect& dialect() const override { return dialect_; }
  void check(const rowan::Url& url) const override {
    if (!url.options.empty()) throw rowan::InvalidUrl("a toy takes no options");
  }
  std::unique_ptr<rowan::DriverConnection> open(const rowan::Url& url) override {
    return std::make_unique<Connection>(url.path);
  }
  [[nodiscard]] unsigned pool_limit(const rowan::Url&) const override { return 1; }

 private:
  Dialect dialect_;
};

void register_toy(rowan::PluginHost& host) { host.add_driver(std::make_unique<Driver>()); }

}  // namespace toy

ROWAN_PLUGIN(toy::register_toy)
