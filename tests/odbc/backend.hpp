// PostgreSQL through ODBC: SOCI's own statements on a backend for which the library has no statement of its own. Part
// of a plugin of the tests'.
#pragma once

#include <cstdint>
#include <string>

#include "../../plugins/soci/backend.hpp"

namespace rowan::odbc {

/// Who describes columns.
enum class DescribedBy : std::uint8_t { odbc, soci };

/// See `rowan::soci_path::Backend`: what ODBC tells beyond SOCI's description of a column is told on, unless SOCI's is
/// wanted, to see what becomes of a backend that knows no more.
class OdbcBackend final : public soci_path::Backend {
 public:
  /// @throws ConnectionFailed.
  OdbcBackend(const std::string& connect_string, DescribedBy described);

  [[nodiscard]] ::soci::session& session() override { return session_; }
  std::optional<std::size_t> prepare(::soci::statement& statement, const std::string& sql) override;
  [[noreturn]] void raise(const ::soci::soci_error& error, std::string_view sql,
                          ::soci::details::statement_backend* statement) override;
  void finish(::soci::details::statement_backend& statement) noexcept override;

  [[nodiscard]] bool means_no_row(const ::soci::soci_error& error) const override;
  [[nodiscard]] int column_count(::soci::details::statement_backend& statement) override;
  void bound(::soci::details::statement_backend& statement, int column,
             ::soci::details::standard_into_type_backend& into) override;
  [[nodiscard]] TypeKind described_kind(::soci::details::statement_backend& statement, int column) override;
  [[nodiscard]] bool is_whole(const ::soci::details::standard_into_type_backend& into,
                              std::string_view text) const override;
  [[nodiscard]] std::string_view own_text(::soci::details::statement_backend& statement, int column,
                                          std::string_view text) const override;
  [[nodiscard]] std::uint64_t matched_rows(::soci::details::statement_backend& statement,
                                           std::string_view sql) override;
  using Backend::text_of;
  [[nodiscard]] std::optional<std::string> text_of(double real) const override;
  [[nodiscard]] std::string array_text(std::span<const Value> values) const override;
  [[nodiscard]] std::optional<std::vector<Value>> elements_of(::soci::details::statement_backend& statement, int column,
                                                              TypeKind element, std::string_view text,
                                                              bool for_an_attribute) const override;
  [[nodiscard]] soci_path::Blobs blobs() const override {
    return described_ == DescribedBy::odbc ? soci_path::Blobs::hexadecimal : soci_path::Blobs::unsupported;
  }
  [[nodiscard]] bool keeps_nan() const override { return true; }

  void execute(std::string_view sql) override;
  void begin(const TransactionStart& start) override;
  void commit(std::string_view sql) override;
  void rollback(std::string_view sql) override;
  std::int64_t last_insert_id() override;
  [[nodiscard]] bool usable() const noexcept override;
  [[nodiscard]] bool ping() noexcept override;
  [[nodiscard]] bool in_transaction() const noexcept override { return in_transaction_; }
  [[nodiscard]] bool transaction_failed() const noexcept override { return in_transaction_ && failed_; }

 private:
  template <class Work>
  void guarded(std::string_view sql, Work&& work);

  ::soci::session session_;
  DescribedBy described_;
  bool in_transaction_ = false;
  bool failed_ = false;  ///< a statement of the transaction failed since it began, or returned to a savepoint
};

}  // namespace rowan::odbc
