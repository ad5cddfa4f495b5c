"""Open JSON endpoints without business words: a question is read strictly, answered once, shown twice.

``question`` holds what is asked (a serializer of strict ``fields``) and gives the answer or says what is wrong;
``endpoint`` serves it as JSON, ``screen`` as a form on a page. Both say the same, because neither decides anything.
"""
