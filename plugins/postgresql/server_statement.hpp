// A statement as the server knows it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parameters.hpp"
#include "result.hpp"
#include "types.hpp"

namespace rowan::postgresql {

class Session;
struct Failure;

struct ColumnInfo {
  std::string name;
  Stored stored;
  Stored element;  ///< of an array
};

/// The columns of a result.
std::vector<ColumnInfo> columns_of(const PGresult* result);

/// Text and, once it was needed, name and columns on the server. Prepared anew when the types of its parameters change.
class ServerStatement {
 public:
  /// `sql` must outlive it. With `named`, the server keeps it under a name; else each execution sends the text.
  ServerStatement(Session& session, const std::string& sql, bool named) : session_(session), sql_(sql), named_(named) {}
  /// Whether the server tells the types of parameters before they are sent.
  [[nodiscard]] bool prepares() const noexcept { return named_; }
  ~ServerStatement() { forget(); }
  ServerStatement(const ServerStatement&) = delete;
  ServerStatement& operator=(const ServerStatement&) = delete;

  /// The columns it gives: asks the server, if it was not executed yet.
  const std::vector<ColumnInfo>& columns(Parameters& parameters);
  /// Executes it. What is stale, or was prepared for columns of other types, is prepared anew and executed again, once,
  /// unless a transaction is open.
  /// @throws StatementError and its kind.
  Result execute(Parameters& parameters);

  // For executions in a pipeline, whose results the caller takes.
  [[nodiscard]] bool must_prepare(const Parameters& parameters) const;
  /// Not while a pipeline is open.
  void prepare(Parameters& parameters);
  /// Queues an execution. False when the connection is lost.
  bool queue(Parameters& parameters);
  /// Throws what the failure is. A statement that has become stale is prepared anew next time.
  [[noreturn]] void fail(const Failure& failure);

 private:
  Result send(Parameters& parameters);
  Result execute_guarded(Parameters& parameters);
  [[noreturn]] void fail_guarded(const Failure& failure);
  Result describe_new(const char* name, const unsigned* types, const Parameters& parameters);
  bool is_outdated(const Failure& failure, Parameters& parameters);
  bool take_parameter_types(const PGresult* description, Parameters& parameters);
  void take_columns(const PGresult* result);
  void forget() noexcept;
  void forget_after(const Failure& failure) noexcept;

  Session& session_;
  const std::string& sql_;
  bool named_;
  std::string name_;  ///< empty: not prepared
  std::vector<ColumnInfo> columns_;
  std::vector<unsigned> parameter_types_;  ///< as the server told them
  std::uint64_t schema_version_ = 0;       ///< the session's when it was prepared
  bool described_ = false;
  bool binary_ = false;  ///< all columns are of types known in binary
  int executions_ = 0;   ///< since it was prepared
};

}  // namespace rowan::postgresql
