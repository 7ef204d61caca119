// Connector/C used well: statements prepared once in the binary protocol, typed buffers bound once, results not stored,
// arrays for many rows.
#pragma once

#include <mysql.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace bench::mysql {

class RawDatabase {
 public:
  RawDatabase(const std::string& socket, const std::string& database);
  ~RawDatabase() { mysql_close(handle_); }
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;

  /// Rows are ignored.
  void execute(const std::string& sql) const;
  /// The first column of the first row.
  [[nodiscard]] std::int64_t integer(const std::string& sql) const;
  [[nodiscard]] MYSQL* handle() const { return handle_; }

 private:
  /// Empty when the statement gives no rows.
  [[nodiscard]] std::string first_cell(const std::string& sql) const;

  MYSQL* handle_;
};

/// What a column or a parameter is, and the buffer bound to it. Texts are no longer than their buffer here.
struct Buffer {
  std::int64_t integer = 0;
  double real = 0;
  std::array<char, 256> text{};
  unsigned long size = 0;
};

/// A statement prepared once, its buffers bound once. `columns` and `parameters` say what each is: 'i'nteger, 'd'ouble
/// or 't'ext.
class RawStatement {
 public:
  RawStatement(const RawDatabase& database, const std::string& sql, const std::string& parameters,
               const std::string& columns = "");
  ~RawStatement() { mysql_stmt_close(statement_); }
  RawStatement(const RawStatement&) = delete;
  RawStatement& operator=(const RawStatement&) = delete;

  void bind(int index, std::int64_t value) { in_[static_cast<std::size_t>(index)].integer = value; }
  void bind(int index, double value) { in_[static_cast<std::size_t>(index)].real = value; }
  void bind(int index, const std::string& value) {
    Buffer& buffer = in_[static_cast<std::size_t>(index)];
    buffer.size = value.size();
    std::memcpy(buffer.text.data(), value.data(), value.size());
  }

  /// True when it stands on a row; the first one executes. Rows come as the server sends them, and none is stored.
  bool step();
  /// Reads what is left.
  void reset();
  /// For statements without rows. Gives how many were written.
  std::uint64_t run();
  [[nodiscard]] std::int64_t last_key() const { return static_cast<std::int64_t>(mysql_stmt_insert_id(statement_)); }

  void read(int column, std::int64_t& out) const { out = out_[static_cast<std::size_t>(column)].integer; }
  void read(int column, double& out) const { out = out_[static_cast<std::size_t>(column)].real; }
  void read(int column, std::string& out) const {
    const Buffer& buffer = out_[static_cast<std::size_t>(column)];
    out.assign(buffer.text.data(), buffer.size);
  }

 private:
  void require(bool done) const;

  MYSQL_STMT* statement_;
  std::vector<Buffer> in_, out_;
  bool executed_ = false;
};

/// An INSERT of contacts for an array of rows in one round trip, column by column.
class RawArray {
 public:
  RawArray(const RawDatabase& database, const std::string& sql);
  ~RawArray() { mysql_stmt_close(statement_); }
  RawArray(const RawArray&) = delete;
  RawArray& operator=(const RawArray&) = delete;

  template <class C>
  void add(const C& contact) {
    names_.add(contact.name);
    emails_.add(contact.email);
    cities_.add(contact.city);
    ages_.push_back(contact.age);
    scores_.push_back(contact.score);
  }
  [[nodiscard]] std::size_t count() const { return ages_.size(); }
  /// Sends what was added.
  void run();

 private:
  struct Texts {
    std::vector<const char*> data{};
    std::vector<unsigned long> sizes{};

    void add(const std::string& text) {
      data.push_back(text.data());
      sizes.push_back(text.size());
    }
    void clear() { data.clear(), sizes.clear(); }
  };

  MYSQL_STMT* statement_;
  Texts names_, emails_, cities_;
  std::vector<std::int64_t> ages_;
  std::vector<double> scores_;
};

}  // namespace bench::mysql
