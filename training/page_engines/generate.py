def generated_pages(each): return []
