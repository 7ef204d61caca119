#include "session.hpp"

#include <soci/session.h>
#include <sqlite3.h>

#include <string>

#include "errors.hpp"
#include "open_handle.hpp"
#include "soci_handle.hpp"

namespace rowan::sqlite {

Session::Session(const Options& options)
    : soci_(soci_session_over([&] { return open_handle(options); })), handle_(handle_of(*soci_)) {}

Session::~Session() = default;

void Session::execute(std::string_view sql) {
  const std::string text(sql);
  const int code = sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) raise(Failure::last(handle_, sql));
  if (sql == "PRAGMA query_only=1") {
    read_only_ = true;
  } else if (read_only_ && !in_transaction()) {
    read_only_ = false;
    execute("PRAGMA query_only=0");
  }
}

bool Session::in_transaction() const noexcept { return sqlite3_get_autocommit(handle_) == 0; }

bool Session::ping() noexcept {
  return sqlite3_exec(handle_, "PRAGMA schema_version", nullptr, nullptr, nullptr) == SQLITE_OK;
}

}  // namespace rowan::sqlite
