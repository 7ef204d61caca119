// Several requests in one round trip.
#pragma once

#include <vector>

#include "result.hpp"

namespace rowan::postgresql {

/// While it lives, the PQsend… functions queue their requests on the connection.
class Pipeline {
 public:
  explicit Pipeline(PGconn* connection);
  /// Leaves pipeline mode; what was not asked for is thrown away.
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// One result is to come, if it was `sent`.
  void expect(bool sent) { expected_ += sent ? 1 : 0; }
  /// Queues a statement without parameters or result. @returns whether it could.
  bool queue(const char* sql);
  /// Queues a statement without parameters that was prepared under this name. @returns as above.
  bool queue_prepared(const char* name);
  /// Sends what is queued and takes the results in order. After a failed one, the rest are PGRES_PIPELINE_ABORTED.
  /// Fewer than expected when the connection broke.
  std::vector<Result> finish();

 private:
  Result next();

  PGconn* connection_;
  std::size_t expected_ = 0;
};

}  // namespace rowan::postgresql
