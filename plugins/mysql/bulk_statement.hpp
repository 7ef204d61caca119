// Many rows by MariaDB's bulk protocol.
#pragma once

#include <cstddef>

#include "statement.hpp"

namespace rowan::mysql {

/// An INSERT of one row, or an UPDATE, that is executed for an array of rows in one round trip; see `prepare_bulk` and
/// `prepare_batch` of `DriverConnection`.
/// Rows are sent in portions, so that its memory is bounded, and a portion fits into the server's max_allowed_packet.
class BulkStatement final : public NativeStatement {
 public:
  BulkStatement(Session& session, std::string_view sql);

  void end_row() override;
  std::uint64_t run() override;
  void reset() noexcept override;

 private:
  /// What the client library calls before it sends row `row`.
  static char bind_row(void* statement, st_mysql_bind* binds, unsigned row);
  [[nodiscard]] bool fits_the_others() const;
  [[nodiscard]] std::size_t row_bytes() const;
  void send();

  std::size_t rows_ = 0;           ///< ended, not yet sent
  std::size_t bytes_ = 0;          ///< of text and bytes in them
  std::uint64_t written_ = 0;      ///< rows sent
  std::vector<MYSQL_BIND> types_;  ///< of the columns, for the rows not yet sent
};

}  // namespace rowan::mysql
