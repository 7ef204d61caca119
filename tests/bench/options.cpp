#include "options.hpp"

#include <fmt/format.h>
#include <getopt.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace bench {
namespace {

constexpr std::string_view help = R"(Usage: bench [OPTIONS]

Measures Rowan against the C APIs of databases: prints a table, and one line of JSON per row.

  --filter TEXT   only rows whose name contains TEXT
  --database TEXT only databases whose name contains TEXT
  --rounds N      rounds per row (default 21), each of two runs of both sides of at least 50 ms
  --rows N        rows of the scanned table, at least 10000 (default 100000)
  --cpu           measure the thread's CPU time instead of elapsed time: for busy machines
  --instructions  count the thread's instructions, without the kernel's: the same on any machine
  --side SIDE     run only this side, "ours" or "raw", as long as both would take: for a profiler
  --callgrind     with --side: one unit of work, counted by callgrind where that runs the program
  --json FILE     also write the lines of JSON to FILE
)";

std::size_t number(std::string_view name, std::string_view text) {
  std::size_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && stop == text.data() + text.size() && value > 0) return value;
  fmt::print(stderr, "--{} takes a number from 1, not '{}'. Try --help.\n", name, text);
  std::exit(2);
}

}  // namespace

Options parse_options(int count, char** arguments) {
  Options options;
  const option known[] = {{"filter", required_argument, nullptr, 'f'},
                          {"database", required_argument, nullptr, 'd'},
                          {"json", required_argument, nullptr, 'j'},
                          {"rounds", required_argument, nullptr, 'r'},
                          {"rows", required_argument, nullptr, 'n'},
                          {"cpu", no_argument, nullptr, 'c'},
                          {"instructions", no_argument, nullptr, 'i'},
                          {"side", required_argument, nullptr, 's'},
                          {"callgrind", no_argument, nullptr, 'g'},
                          {"help", no_argument, nullptr, 'h'},
                          {}};
  for (int letter = 0; (letter = getopt_long(count, arguments, "h", known, nullptr)) != -1;) {
    switch (letter) {
      case 'f':
        options.filter = optarg;
        break;
      case 'd':
        options.database = optarg;
        break;
      case 'j':
        options.json = optarg;
        break;
      case 'c':
        options.meter = Meter::cpu;
        break;
      case 'i':
        options.meter = Meter::instructions;
        break;
      case 'g':
        options.callgrind = true;
        break;
      case 's':
        options.side = optarg;
        break;
      case 'r':
        options.rounds = number("rounds", optarg);
        break;
      case 'n':
        options.rows = std::max<std::size_t>(number("rows", optarg), 10'000);
        break;
      case 'h':
        fmt::print("{}", help);
        std::exit(0);
      default:
        std::exit(2);
    }
  }
  return options;
}

}  // namespace bench
