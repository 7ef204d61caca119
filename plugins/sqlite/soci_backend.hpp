// SQLite on SOCI's own statements (`statements=soci` in the URL).
#pragma once

#include "../soci/backend.hpp"
#include "session.hpp"

namespace rowan::sqlite {

/// See `rowan::soci_path::Backend`.
class SociBackend final : public soci_path::Backend {
 public:
  explicit SociBackend(const Options& options) : session_(options) {}

  [[nodiscard]] ::soci::session& session() override { return session_.soci(); }
  [[noreturn]] void raise(const ::soci::soci_error& error, std::string_view sql,
                          ::soci::details::statement_backend* statement) override;
  void finish(::soci::details::statement_backend& statement) noexcept override;
  [[nodiscard]] int column_count(::soci::details::statement_backend& statement) override;
  [[nodiscard]] std::string column_name(::soci::details::statement_backend& statement, int column) override;
  [[nodiscard]] bool exchanges_when_asked() const override { return true; }
  [[nodiscard]] std::optional<TypeKind> stored_kind(::soci::details::statement_backend& statement, int column) override;
  [[nodiscard]] std::uint64_t matched_rows(::soci::details::statement_backend& statement,
                                           std::string_view sql) override;
  [[nodiscard]] soci_path::Blobs blobs() const override { return soci_path::Blobs::supported; }
  [[nodiscard]] std::uint64_t largest_unsigned() const override { return INT64_MAX; }

  std::optional<std::size_t> prepare(::soci::statement& statement, const std::string& sql) override;
  void execute(std::string_view sql) override;
  void read_only_ended() noexcept override { session_.allow_writes(); }
  std::int64_t last_insert_id() override;
  [[nodiscard]] bool usable() const noexcept override { return session_.usable(); }
  [[nodiscard]] bool ping() noexcept override { return session_.ping(); }
  [[nodiscard]] bool in_transaction() const noexcept override { return session_.in_transaction(); }
  void limit_statement_time(std::chrono::milliseconds limit, bool) override { session_.limit_time(limit); }
  [[nodiscard]] bool cancel() noexcept override { return session_.interrupt(), true; }

 private:
  Session session_;
  std::int64_t total_changes_ = 0;  ///< when the last statement ended
};

}  // namespace rowan::sqlite
