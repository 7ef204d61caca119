// Columns of a SOCI statement, read when their type is known.
#pragma once

#include <soci/soci.h>

#include <memory>
#include <string>

namespace rowan::soci_path {

/// SOCI's `into()` fixes the type before the statement runs, and `soci::row` guesses it wrongly (it cuts SQLite's
/// integers to 32 bits). This asks the backend for a column of the current row in the type that is wanted, once that is
/// known.
class Column {
 public:
  Column(::soci::session& session, ::soci::statement& statement, int position)
      : session_(&session), statement_(&statement), position_(position) {}
  Column(const Column&) = delete;  // the backend writes into it by address
  Column& operator=(const Column&) = delete;

  /// The column as text; null for NULL. Valid until the next call or row.
  const std::string* text();
  /// Exact where text would lose digits. The column must not be NULL.
  double real();
  /// The column must not be NULL. Valid until the next call or row.
  ::soci::blob& blob();

 private:
  using Into = std::unique_ptr<::soci::details::standard_into_type_backend>;
  bool exchange(Into& into, void* data, ::soci::details::exchange_type type);

  ::soci::session* session_;
  ::soci::statement* statement_;
  int position_;  ///< from 1
  std::string text_;
  double real_ = 0;
  std::unique_ptr<::soci::blob> blob_;
  Into text_into_, real_into_, blob_into_;
};

/// An into element that takes nothing, so that SOCI fetches rows one by one although no column is bound.
class RowMarker final : public ::soci::details::into_type_base {
 public:
  void define(::soci::details::statement_impl&, int&) override {}
  void pre_exec(int) override {}
  void pre_fetch() override {}
  void post_fetch(bool, bool) override {}
  void clean_up() override {}
  [[nodiscard]] std::size_t size() const override { return 1; }
};

}  // namespace rowan::soci_path
