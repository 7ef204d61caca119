// What the command line asks for.
#pragma once

#include <cstddef>
#include <string>

namespace bench {

/// What a round is measured by. `cpu` is that of the thread which measures; `process_cpu` is for rows about several.
enum class Meter { time, cpu, process_cpu, instructions };

struct Options {
  std::string filter;      ///< only rows whose name contains this
  std::string database;    ///< only databases whose name contains this
  std::string json;        ///< also write the JSON lines to this file
  std::string side;        ///< "ours" or "raw": run that one alone, for a profiler
  bool callgrind = false;  ///< run one unit of each row unseen by callgrind, then one seen by it
  Meter meter = Meter::time;
  std::size_t rounds = 21;     ///< of two runs of each side
  std::size_t rows = 100'000;  ///< of the table that is scanned
};

/// Prints help or what is wrong, and ends the program, where asked or needed.
Options parse_options(int count, char** arguments);

}  // namespace bench
