// A driver of the tests' own: PostgreSQL through ODBC, on SOCI's own statements. Its URLs are those of PostgreSQL's
// driver with the scheme `odbc`, of which it knows `host` (the folder of the socket), `schema`, which is made, and
// `described=soci`: see DescribedBy.
#include <memory>
#include <mutex>
#include <utility>

#include "../../plugins/postgresql/dialect.hpp"
#include "../../plugins/soci/connection.hpp"
#include "backend.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/core/error.hpp"
#include "rowan/plugin/plugin.hpp"

namespace rowan::odbc {
namespace {

constexpr std::uint32_t max_parameters = 5000;  // the ODBC driver fails with more than some 7,000

/// PostgreSQL's, with placeholders that can't be numbered.
class OdbcDialect final : public postgresql::PostgresqlDialect {
 public:
  OdbcDialect() : PostgresqlDialect(max_parameters) {}
  void append_placeholder(std::string& sql, std::size_t) const override { sql += '?'; }
  // PostgreSQL's says its operands twice.
  [[nodiscard]] std::string sum(std::string column, std::string placeholder, TypeKind kind) const override {
    if (kind != TypeKind::decimal && (!is_integer(kind) || kind == TypeKind::int64))
      return PostgresqlDialect::sum(std::move(column), std::move(placeholder), kind);
    return "(SELECT " + PostgresqlDialect::sum("x.a", "x.b", kind) + " FROM (SELECT " + column + ", CAST(" +
           placeholder + " AS numeric)) AS x (a, b))";
  }
  [[nodiscard]] std::string sum_fits(const std::string&, const std::string&, const rowan::LogicalType&) const override {
    return {};
  }
  [[nodiscard]] std::string reserve_keys() const override {
    return "SELECT nextval(s.name::regclass) FROM (VALUES (?::text, ?::text, ?::bigint)) AS p (place, name, number),"
           " pg_get_serial_sequence(p.place, p.name) AS s (name), generate_series(1, p.number)"
           " WHERE s.name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = p.place::regclass"
           " AND attname = p.name AND attidentity = 'a')";
  }
  [[nodiscard]] CompiledSql table_facts(std::string_view schema, std::string_view table) const override {
    auto question = PostgresqlDialect::table_facts(schema, table);
    std::size_t places = 0;
    for (auto at = question.sql.find("$1"); at != std::string::npos; at = question.sql.find("$1"), ++places)
      question.sql.replace(at, 2, "?");
    question.parameters.resize(places, Value(question.parameters.front()));
    question.kinds.resize(places, question.kinds.front());
    return question;
  }
};

class OdbcDriver final : public Driver {
 public:
  [[nodiscard]] std::string_view name() const override { return "odbc"; }
  [[nodiscard]] std::vector<std::string_view> schemes() const override { return {"odbc"}; }
  [[nodiscard]] const Dialect& dialect() const override { return dialect_; }
  void check(const Url& url) const override {
    for (const auto& [name, value] : url.options) {
      if (name != "host" && name != "schema" && name != "described") throw InvalidUrl("odbc has no option " + name);
    }
    if (!url.option("host") || !url.option("schema")) throw InvalidUrl("an odbc URL names a host and a schema");
  }
  std::unique_ptr<DriverConnection> open(const Url& url) override {
    check(url);
    auto backend = connect(url);
    for (const auto& sql :
         {std::string("SET client_encoding = 'UTF8'; SET TIME ZONE 'UTC'"),
          std::string("SET client_min_messages = warning"), "CREATE SCHEMA IF NOT EXISTS " + *url.option("schema"),
          "SET search_path = " + *url.option("schema")})
      backend->execute(sql);
    return std::make_unique<soci_path::SociConnection>(std::move(backend));
  }
  [[nodiscard]] unsigned pool_limit(const Url&) const override { return 50; }

 private:
  // psqlodbc calls setlocale() while it connects, and reads the name that another thread's call then frees.
  std::unique_ptr<OdbcBackend> connect(const Url& url) {
    const std::lock_guard one_at_a_time(connecting_);
    // Texts, arrays and bytes of unknown length are as long as said here, or refused.
    return std::make_unique<OdbcBackend>("Driver=PostgreSQL ANSI;Servername=" + *url.option("host") +
                                             ";Database=" + url.path + ";Uid=" + url.user +
                                             ";UseServerSidePrepare=1;BoolsAsChar=0;ByteaAsLongVarBinary=0;"
                                             "MaxVarcharSize=2100000;MaxLongVarcharSize=2100000;Protocol=7.4-0;"
                                             "LFConversion=0;UnknownsAsLongVarchar=1",
                                         url.option("described") ? DescribedBy::soci : DescribedBy::odbc);
  }

  OdbcDialect dialect_;
  std::mutex connecting_;
};

void register_odbc(PluginHost& host) { host.add_driver(std::make_unique<OdbcDriver>()); }

}  // namespace
}  // namespace rowan::odbc

ROWAN_PLUGIN(rowan::odbc::register_odbc)
