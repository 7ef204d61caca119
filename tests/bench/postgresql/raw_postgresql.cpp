#include "postgresql/raw_postgresql.hpp"

#include <stdexcept>

namespace bench::postgresql {
namespace {

void require(const PGresult* result, PGconn* connection) {
  const auto status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(PQerrorMessage(connection));
}

}  // namespace

RawDatabase::RawDatabase(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str())) {
  if (PQstatus(connection_) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_));
}

void RawDatabase::execute(const std::string& sql) const {
  require(Rows(PQexec(connection_, sql.c_str())).get(), connection_);
}

std::int64_t RawDatabase::integer(const std::string& sql) const {
  const Rows rows(PQexec(connection_, sql.c_str()));
  require(rows.get(), connection_);
  return std::stoll(PQgetvalue(rows.get(), 0, 0));
}

void RawDatabase::copy(const std::string& sql, const std::string& rows) const {
  using namespace std::string_literals;
  const std::string header = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"s, trailer = "\377\377";
  Rows(PQexec(connection_, sql.c_str()));
  for (const std::string* part : {&header, &rows, &trailer}) {
    PQputCopyData(connection_, part->data(), static_cast<int>(part->size()));
  }
  PQputCopyEnd(connection_, nullptr);
  require(Rows(PQgetResult(connection_)).get(), connection_);
  while (PGresult* more = PQgetResult(connection_)) PQclear(more);
}

RawStatement::RawStatement(const RawDatabase& database, const std::string& sql, const std::vector<Oid>& types)
    : connection_(database.handle()),
      values_(types.size()),
      lengths_(types.size()),
      formats_(types.size(), 1),
      numbers_(types.size()) {
  static int made = 0;
  name_ = "bench_" + std::to_string(++made);
  const Rows prepared(PQprepare(connection_, name_.c_str(), sql.c_str(), static_cast<int>(types.size()), types.data()));
  require(prepared.get(), connection_);
}

Rows RawStatement::execute() const {
  Rows rows(PQexecPrepared(connection_, name_.c_str(), static_cast<int>(values_.size()), values_.data(),
                           lengths_.data(), formats_.data(), 1));
  require(rows.get(), connection_);
  return rows;
}

std::string array_of(const std::vector<std::int64_t>& keys) {
  std::string out;
  append_length(out, 1);
  append_length(out, 0);
  append_length(out, int8);
  append_length(out, keys.size());
  append_length(out, 1);
  for (const std::int64_t key : keys) append_field(out, static_cast<std::uint64_t>(key));
  return out;
}

}  // namespace bench::postgresql
