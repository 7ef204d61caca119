// One statement for many rows, executed for each without waiting in between.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "pipeline.hpp"
#include "statement.hpp"

namespace rowan::postgresql {

/// See `DriverConnection::prepare_batch`. Rows go to the server in pipeline mode, in portions, so that its answers need
/// little memory. Texts and bytes are copied as their row ends.
class BatchStatement final : public NativeStatement {
 public:
  using NativeStatement::NativeStatement;

  void end_row() override;
  std::uint64_t run() override;
  bool step() override;
  void reset() noexcept override;

 private:
  void take_answers();
  void keep(Result result);

  std::optional<Pipeline> pipeline_;
  std::size_t queued_ = 0;  ///< rows whose answers were not taken
  std::uint64_t matched_ = 0;
  std::vector<Result> kept_;  ///< with rows
  std::size_t next_ = 0;      ///< of them, to be stepped through
};

}  // namespace rowan::postgresql
