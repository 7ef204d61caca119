// From MySQL's error numbers to the library's errors.
#pragma once

#include <string>
#include <string_view>

#include "options.hpp"

struct st_mysql;

namespace rowan::mysql {

/// What failed: the handle it failed on, the error's number, state and message, and the statement.
struct Failure {
  st_mysql* handle;
  unsigned code;
  std::string sqlstate;
  std::string message;
  std::string_view sql;

  /// A trigger's, by SIGNAL. The server's quote names, and values, which nobody else is to see.
  [[nodiscard]] bool has_own_words() const { return message.find_first_of("'`\"") == std::string::npos; }
};

/// For a statement that the server would not take, of at most `most` bytes at once. @throws InvalidValue.
[[noreturn]] void raise_too_large(std::size_t bytes, std::size_t most, std::string_view sql);

/// Throws the typed error for it. For constraints the schema is asked, on the same handle, for what the message leaves
/// out: no result may be pending there.
[[noreturn]] void raise(const Failure& failure);

/// Throws ConnectionFailed for the error `code` of an attempt to connect.
[[noreturn]] void raise_not_connected(unsigned code, std::string_view message, const Options& options);

/// Throws ConnectionFailed because the server, of version `version`, is not the kind that the URL names.
[[noreturn]] void raise_wrong_server(std::string_view version, const Options& options);

/// Whether after this error the connection is of no use any more.
[[nodiscard]] bool connection_is_lost(unsigned code);

/// Whether the server, not the transaction, is read-only: the connection is better made anew, for by then the name that
/// the URL gives may lead to the new primary.
[[nodiscard]] bool server_takes_no_writes(unsigned code);

/// Whether the server may have rolled back the transaction with this error.
[[nodiscard]] bool may_end_transaction(unsigned code);

}  // namespace rowan::mysql
