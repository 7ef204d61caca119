// libpq used well: statements prepared once with typed parameters, binary both ways, texts not copied.
#pragma once

#include <endian.h>
#include <libpq-fe.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace bench::postgresql {

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Rows = std::unique_ptr<PGresult, Clear>;

class RawDatabase {
 public:
  explicit RawDatabase(const std::string& conninfo);
  ~RawDatabase() { PQfinish(connection_); }
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;

  void execute(const std::string& sql) const;
  /// The first column of the first row.
  [[nodiscard]] std::int64_t integer(const std::string& sql) const;
  [[nodiscard]] PGconn* handle() const { return connection_; }
  /// COPY in binary: `rows` is what goes between the header and the trailer.
  void copy(const std::string& sql, const std::string& rows) const;

 private:
  PGconn* connection_;
};

constexpr Oid int8 = 20, float8 = 701, text = 25, int8_array = 1016;

/// A statement prepared once. Parameters point into what the caller holds until the execution.
class RawStatement {
 public:
  RawStatement(const RawDatabase& database, const std::string& sql, const std::vector<Oid>& types);

  void bind(std::size_t index, std::int64_t value) { number(index, static_cast<std::uint64_t>(value)); }
  void bind(std::size_t index, double value) { number(index, std::bit_cast<std::uint64_t>(value)); }
  void bind(std::size_t index, const std::string& value) {
    values_[index] = value.data();
    lengths_[index] = static_cast<int>(value.size());
  }
  [[nodiscard]] Rows execute() const;

 private:
  void number(std::size_t index, std::uint64_t value) {
    numbers_[index] = htobe64(value);
    values_[index] = reinterpret_cast<const char*>(&numbers_[index]);
    lengths_[index] = sizeof value;
  }

  PGconn* connection_;
  std::string name_;
  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
  std::vector<std::uint64_t> numbers_;
};

/// One row of a result.
struct RawRow {
  const PGresult* rows;
  int row;

  [[nodiscard]] std::uint64_t word(int column) const {
    std::uint64_t raw = 0;
    std::memcpy(&raw, PQgetvalue(rows, row, column), sizeof raw);
    return be64toh(raw);
  }
  void read(int column, std::int64_t& out) const { out = static_cast<std::int64_t>(word(column)); }
  void read(int column, double& out) const { out = std::bit_cast<double>(word(column)); }
  void read(int column, std::string& out) const {
    out.assign(PQgetvalue(rows, row, column), static_cast<std::size_t>(PQgetlength(rows, row, column)));
  }
};

// Fields of COPY, and of an array.
inline void append(std::string& out, std::uint16_t value) {
  value = htobe16(value);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
inline void append_length(std::string& out, std::size_t value) {
  const std::uint32_t raw = htobe32(static_cast<std::uint32_t>(value));
  out.append(reinterpret_cast<const char*>(&raw), sizeof raw);
}
inline void append_field(std::string& out, std::uint64_t value) {
  append_length(out, sizeof value);
  value = htobe64(value);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
inline void append_field(std::string& out, const std::string& value) {
  append_length(out, value.size());
  out += value;
}

/// As the wire has an array of one dimension without NULLs.
std::string array_of(const std::vector<std::int64_t>& keys);

}  // namespace bench::postgresql
