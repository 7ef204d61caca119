// MariaDB and MySQL on SOCI's own statements (`statements=soci` in the URL).
#pragma once

#include "../soci/backend.hpp"
#include "server_role.hpp"
#include "session.hpp"
#include "soci_statement.hpp"

namespace rowan::mysql {

/// See `rowan::soci_path::Backend`. SOCI writes values into the text of each statement, escaped for the connection's
/// character set.
class SociBackend final : public soci_path::Backend {
 public:
  explicit SociBackend(const Options& options) : session_(options) {}

  [[nodiscard]] ::soci::session& session() override { return session_.soci(); }
  std::optional<std::size_t> prepare(::soci::statement& statement, const std::string& sql) override;
  [[noreturn]] void raise(const ::soci::soci_error& error, std::string_view sql,
                          ::soci::details::statement_backend* statement) override;
  void finish(::soci::details::statement_backend&) noexcept override {}  // SOCI fetches results whole
  [[nodiscard]] int column_count(::soci::details::statement_backend& statement) override;
  [[nodiscard]] std::string column_name(::soci::details::statement_backend& statement, int column) override;
  [[nodiscard]] bool compares_bytes(::soci::details::statement_backend& statement, int column) const override {
    return mysql::compares_bytes(statement, column);
  }
  [[nodiscard]] bool exchanges_when_asked() const override { return true; }
  [[nodiscard]] std::optional<TypeKind> stored_kind(::soci::details::statement_backend& statement, int column) override;
  std::optional<Cell> cell(::soci::details::statement_backend& statement, int column, std::string& room) override;
  [[nodiscard]] std::uint64_t matched_rows(::soci::details::statement_backend& statement,
                                           std::string_view sql) override;
  [[nodiscard]] std::string_view decimal_digits(::soci::details::statement_backend& statement, int column,
                                                std::string_view text) const override;
  using Backend::text_of;
  [[nodiscard]] std::optional<std::string> text_of(double value) const override;
  [[nodiscard]] std::string text_of(Instant instant) const override;
  [[nodiscard]] soci_path::Blobs blobs() const override { return soci_path::Blobs::text; }

  void require_room(std::size_t bytes, std::string_view sql) override { session_.require_room(bytes, sql); }
  void execute(std::string_view sql) override { session_.execute(sql); }
  std::int64_t last_insert_id() override { return session_.last_insert_id(); }
  [[nodiscard]] bool ping() noexcept override { return session_.ping(); }
  [[nodiscard]] bool usable() const noexcept override { return session_.usable(); }
  [[nodiscard]] bool in_transaction() const noexcept override { return session_.in_transaction(); }
  void limit_statement_time(std::chrono::milliseconds limit, bool changed) override {
    session_.limit_statement_time(limit, changed);
  }
  [[nodiscard]] bool cancel() noexcept override { return session_.cancel(); }
  [[nodiscard]] int socket() const noexcept override { return session_.socket(); }
  [[nodiscard]] std::optional<std::chrono::milliseconds> replication_lag() override {
    return mysql::replication_lag(session_);
  }

 private:
  Session session_;
};

}  // namespace rowan::mysql
