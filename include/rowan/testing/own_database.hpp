// A database of the test program's own, made when it begins and dropped when it ends.
#pragma once

#include <functional>
#include <string>

#include "rowan/connection/database.hpp"
#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"

namespace rowan::testing {

/// Makes a database on the server that a URL names, or a file of SQLite's in the folder for temporary files, and drops
/// it at its end. Its name is the process's own, so test programs may run beside each other.
class ROWAN_EXPORT OwnDatabase {
 public:
  /// What is made in the database before anything else; the usual one creates the tables of all registered models.
  using Prepare = std::function<void(Database&)>;

  /// `url`: of a server, `postgresql://user@host/any`, whose user may create databases: the one named is only
  /// connected to. `sqlite://any.db`: a file; `sqlite::memory:` and `memory:` are what they say. Options stay.
  /// @throws InvalidUrl, ConnectionFailed, what `prepare` throws; StatementError where the user may not create any.
  explicit OwnDatabase(TextArgument url, const Prepare& prepare = create_all_tables,
                       const DatabaseOptions& options = {});
  /// Closes it, which waits for whoever uses it, and drops it. What fails goes to the log.
  ~OwnDatabase();
  OwnDatabase(const OwnDatabase&) = delete;
  OwnDatabase& operator=(const OwnDatabase&) = delete;

  [[nodiscard]] const Database& database() const noexcept { return database_; }

  static void create_all_tables(Database& database);

 private:
  void drop() noexcept;
  std::string server_, name_;  ///< where it is, and how it is called there; or the file's path
  Database database_;
};

}  // namespace rowan::testing
