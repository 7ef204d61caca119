// libFuzzer's way in: one program for all targets, ROWAN_FUZZ says which. With ROWAN_FUZZ_SEEDS, a folder, it writes
// the target's seeds there and ends.
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

#include "fuzz/targets.hpp"

namespace {

const rowan::fuzz::Target* chosen = nullptr;

void write_seeds(const std::string& folder) {
  int number = 0;
  for (const std::string& text : chosen->seeds()) std::ofstream(folder + "/" + std::to_string(number++)) << text;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* name = std::getenv("ROWAN_FUZZ");
  chosen = &rowan::fuzz::target(name == nullptr ? "" : name);
  if (const char* folder = std::getenv("ROWAN_FUZZ_SEEDS")) {
    write_seeds(folder);
    std::exit(0);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static_cast<void>(chosen->run({reinterpret_cast<const char*>(data), size}));
  return 0;
}
