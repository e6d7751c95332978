"""How fast is it here? Generated pages, the stages of reading, the whole command, the floor of decoding, and peers.

pages ─► stages   (one thread, each stage apart)
      ├► whole    (``digitscan read`` as a process, its workers and its start counted)  ┐
      ├► floor    (the same files decoded by as many processes, and nothing else)       ├ by turns, ─► rows ─► CSV
      └► peers    (other programs that are installed, on the same pages)                ┘ medians
"""
