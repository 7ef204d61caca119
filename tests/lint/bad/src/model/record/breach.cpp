// A room that reaches for what stands on it.
#include "model/save/graph.hpp"
