// What a database plugin tells the plain SOCI path about its backend.
#pragma once

#include <soci/session.h>
#include <soci/soci-backend.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/connection/driver.hpp"
#include "rowan/core/cell.hpp"
#include "rowan/core/logical_type.hpp"
#include "rowan/core/time.hpp"
#include "rowan/core/value.hpp"

namespace rowan::soci_path {

/// How bytes go through SOCI on this backend.
enum class Blobs : std::uint8_t {
  supported,    ///< as SOCI's blobs
  hexadecimal,  ///< as text: `\x` and two digits a byte, as PostgreSQL writes and reads them
  text,         ///< as text, which may hold any byte
  unsupported,
};

/// Owns a SOCI session and knows its backend. One object per connection, used by one thread at a time. The defaults are
/// what holds for any of SOCI's backends: columns are bound before the execution, in the type SOCI describes them with,
/// and what crosses inexactly is refused.
class Backend {
 public:
  virtual ~Backend() = default;

  [[nodiscard]] virtual ::soci::session& session() = 0;

  /// Prepares `statement`. SOCI takes `:name` for a placeholder everywhere; a backend whose statements hold `?` tells
  /// it where.
  /// Returns how many values the statement takes; nothing where only its execution tells.
  virtual std::optional<std::size_t> prepare(::soci::statement& statement, const std::string& sql);

  /// Before an execution: `bytes` is the size of its text and its values. @throws InvalidValue when that is more than
  /// the database takes at once, and would end the connection.
  virtual void require_room(std::size_t /*bytes*/, std::string_view /*sql*/) {}

  // Errors and the end of an execution
  /// Throws the library's error for what SOCI threw. `what()` of a SOCI error lists bound values: only
  /// `get_error_message()` may be shown.
  /// `statement` is what failed, null when it could not be prepared.
  [[noreturn]] virtual void raise(const ::soci::soci_error& error, std::string_view sql,
                                  ::soci::details::statement_backend* statement) = 0;
  /// Whether an error of an execution only says that there is no row.
  [[nodiscard]] virtual bool means_no_row(const ::soci::soci_error&) const { return false; }
  /// Ends an execution that SOCI leaves open. On SQLite, SOCI keeps the read transaction of a statement until it is
  /// executed again.
  virtual void finish(::soci::details::statement_backend& statement) noexcept = 0;

  // The columns of a result
  [[nodiscard]] virtual int column_count(::soci::details::statement_backend& statement);
  [[nodiscard]] virtual std::string column_name(::soci::details::statement_backend& statement, int column);
  /// Whether the backend exchanges a column of the current row when it is asked to, in any type, as SQLite's,
  /// PostgreSQL's and MySQL's do. Others must know where to put a column before the statement is executed.
  [[nodiscard]] virtual bool exchanges_when_asked() const { return false; }
  /// For a backend that does: what the current row holds in `column`, as the database keeps it, else text; nothing for
  /// NULL. Asked before the column is exchanged, which on SQLite changes it.
  [[nodiscard]] virtual std::optional<TypeKind> stored_kind(::soci::details::statement_backend& statement, int column);
  /// For a backend that does not: how `column` is bound, as int64, uint64, float64, bytes, boolean (an integer), or
  /// text for all else; `float32`, `decimal`, `uuid`, `date`, `local_date_time` and `instant` (whose text is of UTC,
  /// without a zone) say what the text is. SOCI describes decimals as it does doubles, so that by default they are
  /// doubles, and not read as decimals.
  [[nodiscard]] virtual TypeKind described_kind(::soci::details::statement_backend& statement, int column);
  /// Called when `column` was bound to `into`: where SOCI's buffer is too short for some values, or far too long, the
  /// backend may bind another.
  virtual void bound(::soci::details::statement_backend&, int /*column*/,
                     ::soci::details::standard_into_type_backend& /*into*/) {}
  /// Whether `text`, as it was exchanged by `into`, is all of the value.
  [[nodiscard]] virtual bool is_whole(const ::soci::details::standard_into_type_backend& /*into*/,
                                      std::string_view /*text*/) const {
    return true;
  }
  /// A column of the current row, not NULL, from what SOCI fetched, where its exchange would lose something: the type
  /// of a time, digits. Nothing: the exchange is to be used. `room` is for bytes that stand in the row otherwise.
  virtual std::optional<Cell> cell(::soci::details::statement_backend&, int /*column*/, std::string& /*room*/) {
    return std::nullopt;
  }
  /// Refuses a value for the parameter with this index, from 0, that the column behind it would convert.
  virtual void require_fit(::soci::details::statement_backend&, int /*index*/, const Cell& /*value*/) {}
  /// How many rows the statement just executed inserted, updated (matched, not changed) or deleted.
  [[nodiscard]] virtual std::uint64_t matched_rows(::soci::details::statement_backend& statement, std::string_view sql);

  // How values are written and read as text
  /// Of a real number, where SOCI's own way would make another number of it: one of decimal digits. Nothing: it goes
  /// SOCI's way. @throws InvalidValue for what the database doesn't take.
  [[nodiscard]] virtual std::optional<std::string> text_of(double) const { return std::nullopt; }
  [[nodiscard]] virtual std::string text_of(LocalDateTime time) const { return to_string(time); }
  [[nodiscard]] virtual std::string text_of(Instant instant) const { return to_string(instant); }
  /// The digits of a decimal in the current row that are the value's own.
  [[nodiscard]] virtual std::string_view decimal_digits(::soci::details::statement_backend&, int /*column*/,
                                                        std::string_view text) const {
    return text;
  }
  /// The part of a text in the current row that is the value's own.
  [[nodiscard]] virtual std::string_view own_text(::soci::details::statement_backend&, int /*column*/,
                                                  std::string_view text) const {
    return text;
  }
  /// Whether text in a column of the current row is compared byte by byte.
  [[nodiscard]] virtual bool compares_bytes(::soci::details::statement_backend&, int /*column*/) const { return true; }
  [[nodiscard]] virtual Blobs blobs() const { return Blobs::unsupported; }
  /// The text of an array that is a parameter; none of `values` is NULL. And what the text of one means that was read
  /// from `column` of the current row as an array of `element`; nothing where the column holds no array. @throws
  /// InvalidValue for an array whose elements alone are not its value, if they are `for_an_attribute`.
  [[nodiscard]] virtual std::string array_text(std::span<const Value> values) const;
  [[nodiscard]] virtual std::optional<std::vector<Value>> elements_of(::soci::details::statement_backend& statement,
                                                                      int column, TypeKind element,
                                                                      std::string_view text,
                                                                      bool for_an_attribute) const;
  /// The largest unsigned integer a column holds.
  [[nodiscard]] virtual std::uint64_t largest_unsigned() const { return UINT64_MAX; }
  /// Whether NaN and the infinities survive.
  [[nodiscard]] virtual bool keeps_nan() const { return false; }

  // The session
  /// Runs a script: statements without parameters.
  virtual void execute(std::string_view sql) = 0;
  // See `DriverConnection`. Some databases take these steps by calls of SOCI only.
  virtual void begin(const TransactionStart& start);
  virtual void commit(std::string_view sql) { execute(sql); }
  virtual void rollback(std::string_view sql) { execute(sql); }
  virtual void read_only_ended() noexcept {}
  virtual std::int64_t last_insert_id() = 0;
  /// False once the session is known to be broken; sends nothing.
  [[nodiscard]] virtual bool usable() const noexcept { return true; }
  [[nodiscard]] virtual bool ping() noexcept = 0;
  [[nodiscard]] virtual bool in_transaction() const noexcept = 0;
  [[nodiscard]] virtual bool transaction_failed() const noexcept { return in_transaction(); }
  /// See `DriverConnection` for these. @throws Unsupported for a limit, unless overridden.
  virtual void limit_statement_time(std::chrono::milliseconds limit, bool changed);
  [[nodiscard]] virtual bool limits_end_with_transaction() const noexcept { return false; }
  [[nodiscard]] virtual bool cancel() noexcept { return false; }
  [[nodiscard]] virtual std::optional<std::chrono::milliseconds> replication_lag() { return std::nullopt; }
  [[nodiscard]] virtual int socket() const noexcept { return -1; }
};

}  // namespace rowan::soci_path
