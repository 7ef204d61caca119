// PostgreSQL on SOCI's own statements (`statements=soci` in the URL).
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "../soci/backend.hpp"
#include "server_role.hpp"
#include "session.hpp"

namespace rowan::postgresql {

/// See `rowan::soci_path::Backend`.
class SociBackend final : public soci_path::Backend {
 public:
  explicit SociBackend(const Options& options);

  [[nodiscard]] ::soci::session& session() override { return session_.soci(); }
  [[noreturn]] void raise(const ::soci::soci_error& error, std::string_view sql,
                          ::soci::details::statement_backend* statement) override;
  void finish(::soci::details::statement_backend&) noexcept override {}  // SOCI buffers results
  [[nodiscard]] int column_count(::soci::details::statement_backend& statement) override;
  [[nodiscard]] std::string column_name(::soci::details::statement_backend& statement, int column) override;
  [[nodiscard]] bool exchanges_when_asked() const override { return true; }
  [[nodiscard]] std::optional<TypeKind> stored_kind(::soci::details::statement_backend& statement, int column) override;
  using Backend::text_of;
  [[nodiscard]] std::optional<std::string> text_of(double value) const override { return Value(value).to_string(); }
  [[nodiscard]] std::string array_text(std::span<const Value> values) const override;
  [[nodiscard]] std::optional<std::vector<Value>> elements_of(::soci::details::statement_backend& statement, int column,
                                                              TypeKind element, std::string_view text,
                                                              bool for_an_attribute) const override;
  [[nodiscard]] std::string_view own_text(::soci::details::statement_backend& statement, int column,
                                          std::string_view text) const override;
  std::optional<Cell> cell(::soci::details::statement_backend& statement, int column, std::string& room) override;
  void require_fit(::soci::details::statement_backend& statement, int index, const Cell& value) override;
  [[nodiscard]] std::uint64_t matched_rows(::soci::details::statement_backend& statement,
                                           std::string_view sql) override;
  [[nodiscard]] soci_path::Blobs blobs() const override { return soci_path::Blobs::hexadecimal; }
  [[nodiscard]] bool keeps_nan() const override { return true; }

  void execute(std::string_view sql) override { session_.execute(sql); }
  std::int64_t last_insert_id() override;
  [[nodiscard]] bool usable() const noexcept override { return session_.usable(); }
  [[nodiscard]] bool ping() noexcept override { return session_.ping(); }
  [[nodiscard]] bool in_transaction() const noexcept override { return session_.in_transaction(); }
  [[nodiscard]] bool transaction_failed() const noexcept override { return session_.transaction_failed(); }
  void limit_statement_time(std::chrono::milliseconds limit, bool changed) override {
    session_.limit_time(limit, changed);
  }
  [[nodiscard]] bool limits_end_with_transaction() const noexcept override { return session_.pooled(); }
  [[nodiscard]] bool cancel() noexcept override { return session_.cancel(); }
  [[nodiscard]] std::optional<std::chrono::milliseconds> replication_lag() override {
    return postgresql::replication_lag(session_.connection());
  }
  [[nodiscard]] int socket() const noexcept override { return session_.socket(); }

 private:
  const std::vector<unsigned>& parameter_types(::soci::details::statement_backend& statement);

  Session session_;
  std::unordered_map<std::string, std::vector<unsigned>> parameter_types_;  ///< by the names of statements
};

}  // namespace rowan::postgresql
