// Columns of a SOCI statement.
#pragma once

#include <soci/soci.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend.hpp"

namespace rowan::soci_path {

/// A column of the current row. What the functions return is valid until the next call or row.
class Column {
 public:
  virtual ~Column() = default;

  /// What it holds, else text; nothing for NULL, of which nothing else may be asked.
  [[nodiscard]] virtual std::optional<TypeKind> kind() = 0;
  virtual const std::string& text() = 0;
  virtual std::int64_t integer() = 0;
  virtual std::uint64_t unsigned_integer() = 0;
  /// Exact where text would lose digits.
  virtual double real() = 0;
  virtual ::soci::blob& blob() = 0;

  // Called by SOCI, through `RowElement`.
  virtual void define(::soci::details::statement_impl&, int /*position*/) {}
  virtual void fetched(bool /*got_row*/, bool /*by_fetch*/) {}
  virtual void clean_up() {}
};

using Columns = std::vector<std::unique_ptr<Column>>;

/// SOCI's `into()` fixes the type before the statement runs, and `soci::row` guesses it wrongly (it cuts SQLite's
/// integers to 32 bits). This asks the backend for a column of the current row in the type that is wanted, once that is
/// known: for backends that exchange a column when they are asked to.
class AskedColumn final : public Column {
 public:
  AskedColumn(Backend& backend, ::soci::statement& statement, int index)
      : backend_(&backend), statement_(&statement), index_(index) {}

  [[nodiscard]] std::optional<TypeKind> kind() override;
  const std::string& text() override;
  std::int64_t integer() override;
  std::uint64_t unsigned_integer() override;
  double real() override;
  ::soci::blob& blob() override;

 private:
  using Into = std::unique_ptr<::soci::details::standard_into_type_backend>;
  void exchange(Into& into, void* data, ::soci::details::exchange_type type);

  Backend* backend_;
  ::soci::statement* statement_;
  int index_;  ///< from 0
  std::string text_;
  double real_ = 0;
  std::unique_ptr<::soci::blob> blob_;
  Into text_into_, real_into_, blob_into_;
};

/// A column bound before the statement is executed, in the type that the backend describes it with: for all other
/// backends.
class BoundColumn final : public Column {
 public:
  BoundColumn(Backend& backend, TypeKind kind, std::string name);
  ~BoundColumn() override { clean_up(); }

  [[nodiscard]] std::optional<TypeKind> kind() override;
  const std::string& text() override;
  std::int64_t integer() override { return integer_; }
  std::uint64_t unsigned_integer() override { return unsigned_; }
  double real() override { return real_; }
  ::soci::blob& blob() override { return *blob_; }

  void define(::soci::details::statement_impl& statement, int position) override;
  void fetched(bool got_row, bool by_fetch) override;
  void clean_up() override;

 private:
  Backend* backend_;
  TypeKind kind_;
  std::string name_;  ///< for messages
  std::string text_;
  long long integer_ = 0;
  unsigned long long unsigned_ = 0;
  double real_ = 0;
  std::unique_ptr<::soci::blob> blob_;
  void* data_ = &text_;
  ::soci::details::exchange_type type_ = ::soci::details::x_stdstring;
  ::soci::indicator indicator_ = ::soci::i_null;
  std::unique_ptr<::soci::details::standard_into_type_backend> into_;  ///< null for what can't be exchanged
};

/// The one into element that SOCI has of the library: with it SOCI fetches rows one by one. It binds the columns, if
/// they are of the kind that is bound.
class RowElement final : public ::soci::details::into_type_base {
 public:
  explicit RowElement(Columns& columns) : columns_(columns) {}

  void define(::soci::details::statement_impl& statement, int& position) override {
    for (auto& column : columns_) column->define(statement, position++);
  }
  void pre_exec(int) override {}
  void pre_fetch() override {}
  void post_fetch(bool got_row, bool by_fetch) override {
    for (auto& column : columns_) column->fetched(got_row, by_fetch);
  }
  void clean_up() override {
    for (auto& column : columns_) column->clean_up();
  }
  [[nodiscard]] std::size_t size() const override { return 1; }

 private:
  Columns& columns_;
};

}  // namespace rowan::soci_path
